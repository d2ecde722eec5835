package me.meeshy.infra.isolation.shared;

import static me.meeshy.infra.isolation.shared.Sides.path;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.isolation.Leak;
import me.meeshy.infra.model.GrantedContent;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.orchestration.Project;
import me.meeshy.infra.secret.SecretComparison;
import me.meeshy.infra.secret.Secrets;

/** Secrets of one value, from files and variables; no values are told. */
final class SharedSecrets {

    private final Sides sides;
    private final SecretComparison files;

    SharedSecrets(Sides sides) {
        this.sides = sides;
        this.files = Secrets.compare(files(sides.one()), files(sides.other()));
    }

    /** Files that are not there, so that nothing can be said of them. */
    List<Path> missing() {
        return files.missing();
    }

    List<Leak> leaks() {
        var leaks = new ArrayList<Leak>();
        ofFiles(leaks);
        ofVariables(leaks);
        ofServices(leaks);
        return leaks;
    }

    private void ofFiles(List<Leak> leaks) {
        for (SecretComparison.Pair pair : files.equal()) {
            leaks.add(sides.leak(
                    Leak.Kind.SECRET,
                    pair.one().equals(pair.other())
                            ? "both have the same value for the secret '" + pair.one() + "'"
                            : "the secrets '" + pair.one() + "' and '" + pair.other() + "' have the same value",
                    path("secrets", pair.one()),
                    path("secrets", pair.other()),
                    "generate another value for one of them"));
        }
    }

    private static Map<String, Path> files(Side side) {
        var files = new LinkedHashMap<String, Path>();
        for (Secret secret : side.project().stack().secrets().values()) {
            secret.file()
                    .ifPresent(file -> files.put(secret.key(), side.project().resolve(file)));
        }
        return files;
    }

    /** Secrets that come from variables of whoever loaded the environment. */
    private void ofVariables(List<Leak> leaks) {
        Map<String, String> others = valuesOfVariables(sides.other());
        valuesOfVariables(sides.one())
                .forEach((key, value) -> others.forEach((otherKey, otherValue) -> {
                    if (value.equals(otherValue)) {
                        leaks.add(sides.leak(
                                Leak.Kind.SECRET,
                                "the secrets '" + key + "' and '" + otherKey
                                        + "' come from variables with the same value",
                                path("secrets", key),
                                path("secrets", otherKey),
                                "give one of them another value"));
                    }
                }));
    }

    private static Map<String, String> valuesOfVariables(Side side) {
        var values = new LinkedHashMap<String, String>();
        for (Secret secret : side.project().stack().secrets().values()) {
            if (secret.content() instanceof GrantedContent.OfVariable from) {
                String value = side.project().variables().getOrDefault(from.variable(), "");
                if (!value.isEmpty()) {
                    values.put(secret.key(), value);
                }
            }
        }
        return values;
    }

    /** What services are given among their variables. */
    private void ofServices(List<Leak> leaks) {
        for (Service service : sides.one().services()) {
            Service same = sides.other().project().stack().services().get(service.name());
            if (same == null) {
                continue;
            }
            service.environment().forEach((variable, value) -> {
                if (Project.looksSecret(variable)
                        && !value.isEmpty()
                        && value.equals(same.environment().get(variable))) {
                    leaks.add(sides.leak(
                            Leak.Kind.SECRET,
                            "both have the same value for the variable " + variable + " of " + service.name(),
                            path("services", service.name(), "environment", variable),
                            path("services", service.name(), "environment", variable),
                            "give one of them another value, better in a secret file"));
                }
            });
        }
    }
}
