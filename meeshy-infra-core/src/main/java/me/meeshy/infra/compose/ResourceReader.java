package me.meeshy.infra.compose;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import me.meeshy.infra.model.Config;
import me.meeshy.infra.model.GrantedContent;
import me.meeshy.infra.model.Ipam;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Volume;
import org.jspecify.annotations.Nullable;

/** Entries of the top-level {@code volumes}, {@code networks}, {@code secrets} and {@code configs}. */
final class ResourceReader {

    private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9._-]+");

    private static final List<String> OF_OWN_NETWORKS =
            List.of("driver", "driver_opts", "labels", "internal", "attachable", "enable_ipv4", "enable_ipv6", "ipam");

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
                driver(keys.get("driver")),
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
        if (external.external()) {
            // compose refuses them of a volume, and passes over them here
            OF_OWN_NETWORKS.stream()
                    .flatMap(own -> Optional.ofNullable(keys.get(own)).stream())
                    .forEach(own -> reading.warn(
                            own, "has no effect, as with compose: what exists outside the project is not made by it"));
            return new Network(key, external.name(), true, Optional.empty(), Map.of(), false, Map.of());
        }
        return new Network(
                key,
                external.name(),
                external.external(),
                driver(keys.get("driver")),
                pairs(keys.get("driver_opts")),
                bool(keys.get("internal")).orElse(false),
                bool(keys.get("attachable")).orElse(false),
                bool(keys.get("enable_ipv4")),
                bool(keys.get("enable_ipv6")),
                keys.containsKey("ipam") ? IpamReader.read(keys.get("ipam")) : Ipam.DEFAULT,
                pairs(keys.get("labels")));
    }

    /** An empty text, which is what a variable that is not set leaves, counts as not given, as with compose. */
    private static Optional<String> driver(@Nullable Field field) {
        return Optional.ofNullable(field).map(Field::text).filter(text -> !text.isEmpty());
    }

    private static Optional<Boolean> bool(@Nullable Field field) {
        return Optional.ofNullable(field).map(Field::bool);
    }

    Secret secret(String key, Field field) {
        checkKey(key, field);
        return new Secret(key, content(key, field, Section.SECRET, List.of("file", "environment")));
    }

    Config config(String key, Field field) {
        checkKey(key, field);
        return new Config(key, content(key, field, Section.CONFIG, List.of("file", "environment", "content")));
    }

    private GrantedContent content(String key, Field field, Section section, List<String> sources) {
        Map<String, Field> keys = field.entries(section);
        External external = external(keys);
        List<Map.Entry<String, Field>> given = keys.entrySet().stream()
                .filter(entry -> sources.contains(entry.getKey()))
                .toList();
        if (external.external()) {
            if (!given.isEmpty()) {
                throw given.get(0)
                        .getValue()
                        .problem("does not go with external: what exists outside is not made here");
            }
            return new GrantedContent.External(external.name().orElse(key));
        }
        if (given.size() != 1) {
            throw field.problem(
                    given.isEmpty()
                            ? "holds nothing: it takes one of the keys " + String.join(", ", sources)
                            : "has several sources, "
                                    + String.join(
                                            " and ",
                                            given.stream()
                                                    .map(Map.Entry::getKey)
                                                    .toList())
                                    + "; keep one of them");
        }
        Field source = given.get(0).getValue();
        return switch (given.get(0).getKey()) {
            case "file" -> new GrantedContent.OfFile(reading.paths().resolve(source, source.nonEmptyText()));
            case "environment" -> new GrantedContent.OfVariable(source.nonEmptyText());
            default -> new GrantedContent.OfText(source.text());
        };
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
