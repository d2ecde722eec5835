package me.meeshy.infra.isolation.shared;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.isolation.Isolation;
import me.meeshy.infra.isolation.Leak;

/**
 * Two environments that are compared.
 *
 * @param one the first
 * @param other the second
 */
public record Sides(Side one, Side other) {

    /**
     * Looks for everything that they share; reads their secret files, and asks no engine.
     *
     * @return all of it
     * @throws me.meeshy.infra.model.InfraException if a secret file is there but cannot be read
     */
    public Isolation compare() {
        var leaks = new ArrayList<Leak>();
        leaks.addAll(new SharedNames(this).leaks());
        leaks.addAll(new SharedData(this).leaks());
        var secrets = new SharedSecrets(this);
        leaks.addAll(secrets.leaks());
        leaks.addAll(new SharedAddresses(this).leaks());
        List<Path> unknown = secrets.missing();
        return new Isolation(one.name(), other.name(), leaks, unknown);
    }

    Leak leak(Leak.Kind kind, String words, String[] path, String[] otherPath, String mend) {
        return new Leak(kind, words, one.places().of(path), other.places().of(otherPath), mend);
    }

    static String[] path(String... keys) {
        return keys;
    }
}
