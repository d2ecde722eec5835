package me.meeshy.infra.compose;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import me.meeshy.infra.model.Config;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Volume;
import org.jspecify.annotations.Nullable;

/** Entries of the top-level {@code volumes}, {@code networks}, {@code secrets} and {@code configs}. */
final class ResourceReader {

    private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9._-]+");

    private final Reading reading;

    ResourceReader(Reading reading) {
        this.reading = reading;
    }

    Volume volume(String key, Field field) {
        checkKey(key, field);
        if (field.isNull()) {
            return Volume.of(key);
        }
        Map<String, Field> keys = field.entries(Section.VOLUME);
        External external = external(keys);
        refuseBesideExternal(external, keys, "driver", "driver_opts", "labels");
        return new Volume(
                key,
                external.name(),
                external.external(),
                Optional.ofNullable(keys.get("driver")).map(Field::nonEmptyText),
                pairs(keys.get("driver_opts")),
                pairs(keys.get("labels")));
    }

    Network network(String key, Field field) {
        checkKey(key, field);
        if (field.isNull()) {
            return Network.of(key);
        }
        Map<String, Field> keys = field.entries(Section.NETWORK);
        External external = external(keys);
        refuseBesideExternal(external, keys, "driver", "driver_opts", "labels", "internal");
        Field internal = keys.get("internal");
        return new Network(
                key,
                external.name(),
                external.external(),
                Optional.ofNullable(keys.get("driver")).map(Field::nonEmptyText),
                pairs(keys.get("driver_opts")),
                internal != null && internal.bool(),
                pairs(keys.get("labels")));
    }

    Secret secret(String key, Field field) {
        checkKey(key, field);
        Field file = file(field, Section.SECRET);
        return new Secret(key, reading.paths().resolve(file, file.nonEmptyText()));
    }

    Config config(String key, Field field) {
        checkKey(key, field);
        Field file = file(field, Section.CONFIG);
        return new Config(key, reading.paths().resolve(file, file.nonEmptyText()));
    }

    private static Field file(Field field, Section section) {
        Field file = field.entries(section).get("file");
        if (file == null) {
            throw field.problem("the key file is missing");
        }
        return file;
    }

    private static void checkKey(String key, Field field) {
        if (!KEY.matcher(key).matches()) {
            throw field.problem("the name takes letters, digits, '.', '_' and '-'");
        }
    }

    private static Map<String, String> pairs(@Nullable Field field) {
        return field == null ? Map.of() : Pairs.texts(field);
    }

    /**
     * Whether the resource exists outside the project, and its fixed name.
     */
    private record External(boolean external, Optional<String> name) {}

    private External external(Map<String, Field> keys) {
        Optional<String> name = Optional.ofNullable(keys.get("name")).map(Field::nonEmptyText);
        Field field = keys.get("external");
        if (field == null) {
            return new External(false, name);
        }
        if (!field.isMapping()) {
            return new External(field.bool(), name);
        }
        reading.warn(field, "the name inside external is an old form; write external: true and name: beside it");
        Optional<String> inner =
                Optional.ofNullable(field.entries(Section.EXTERNAL).get("name")).map(Field::nonEmptyText);
        if (name.isPresent() && inner.isPresent() && !name.equals(inner)) {
            throw field.problem("the name inside external differs from the one beside it");
        }
        return new External(true, name.or(() -> inner));
    }

    private static void refuseBesideExternal(External external, Map<String, Field> keys, String... others) {
        if (external.external()) {
            for (String other : others) {
                Field field = keys.get(other);
                if (field != null) {
                    throw field.problem("does not go with external: what exists outside the project is not made by it");
                }
            }
        }
    }
}
