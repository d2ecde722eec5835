package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import me.meeshy.infra.compose.YamlNode.Entry;
import me.meeshy.infra.compose.YamlNode.Mapping;
import me.meeshy.infra.compose.YamlNode.Merging;
import me.meeshy.infra.compose.YamlNode.Scalar;
import me.meeshy.infra.compose.YamlNode.Sequence;

/** What compose makes of a value that has several forms before it merges it with another one. */
enum MergeRule {
    /** The later one alone counts. */
    REPLACED {
        @Override
        YamlNode form(YamlNode node, KeyPath path) {
            return node;
        }
    },
    /** By what they are: maps merge, lists are joined, of single values the later one counts. */
    PLAIN {
        @Override
        YamlNode form(YamlNode node, KeyPath path) {
            return node;
        }
    },
    /** As {@link #PLAIN}, but a different form of the later value replaces the earlier one. */
    LATER_FORM {
        @Override
        YamlNode form(YamlNode node, KeyPath path) {
            return node;
        }
    },
    /** Merged as maps unless both name a driver and not the same one, whose options would be meaningless to the other. */
    LOGGING {
        @Override
        YamlNode form(YamlNode node, KeyPath path) {
            return node;
        }
    },
    /** A list of address ranges, merged by their subnets. */
    SUBNETS {
        @Override
        YamlNode form(YamlNode node, KeyPath path) {
            return node;
        }
    },
    /** A map, or a list of {@code NAME=value}. */
    PAIRS {
        @Override
        YamlNode form(YamlNode node, KeyPath path) {
            return Pairs.mapping(new Field(node, path));
        }
    },
    /** A map, or a list of names. */
    NAMES {
        @Override
        YamlNode form(YamlNode node, KeyPath path) {
            return named(node, path, false);
        }
    },
    /** {@code depends_on}: a map, or a list of names of services that are to be started. */
    DEPENDENCIES {
        @Override
        YamlNode form(YamlNode node, KeyPath path) {
            return named(node, path, true);
        }
    },
    /** A list, or its only item. */
    LIST {
        @Override
        YamlNode form(YamlNode node, KeyPath path) {
            return node instanceof Scalar ? new Sequence(node.at(), List.of(node), node.merging()) : node;
        }
    },
    /** A list of {@code HOST=address}, or a map of one or several addresses; equal items count once. */
    HOSTS {
        @Override
        YamlNode form(YamlNode node, KeyPath path) {
            return node instanceof Mapping hosts ? addresses(hosts) : node;
        }
    },
    /** {@code build}: a map, or its {@code context} alone. */
    BUILD {
        @Override
        YamlNode form(YamlNode node, KeyPath path) {
            return node instanceof Scalar
                    ? new Mapping(node.at(), Map.of("context", new Entry(node.at(), node)), node.merging())
                    : node;
        }
    };

    private static final Set<String> REPLACING =
            Set.of("services.*.command", "services.*.entrypoint", "services.*.healthcheck.test");
    private static final Set<String> PAIRED = Set.of(
            "services.*.environment",
            "services.*.labels",
            "services.*.annotations",
            "services.*.sysctls",
            "services.*.build.args",
            "services.*.build.labels",
            "services.*.build.additional_contexts",
            "services.*.deploy.labels",
            "networks.*.labels",
            "volumes.*.labels");
    private static final Set<String> LISTED = Set.of(
            "services.*.dns",
            "services.*.dns_opt",
            "services.*.dns_search",
            "services.*.env_file",
            "services.*.label_file",
            "services.*.tmpfs");

    /** The value in the form in which it is merged. */
    abstract YamlNode form(YamlNode node, KeyPath path);

    /** The rule of a key, whose path has a star for the name of a service or another resource. */
    static MergeRule of(String path) {
        if (REPLACING.contains(path)) {
            return REPLACED;
        }
        if (PAIRED.contains(path)) {
            return PAIRS;
        }
        if (LISTED.contains(path)) {
            return LIST;
        }
        return switch (path) {
            case "services.*.networks", "services.*.models" -> NAMES;
            case "services.*.depends_on" -> DEPENDENCIES;
            case "services.*.extra_hosts", "services.*.build.extra_hosts" -> HOSTS;
            case "services.*.build" -> BUILD;
            case "services.*.logging" -> LOGGING;
            case "networks.*.ipam.config" -> SUBNETS;
            default ->
                path.startsWith("services.*.ulimits.") || path.startsWith("services.*.build.ulimits.")
                        ? LATER_FORM
                        : PLAIN;
        };
    }

    private static YamlNode named(YamlNode node, KeyPath path, boolean dependencies) {
        if (!(node instanceof Sequence sequence)) {
            return node;
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Field item : new Field(node, path).items()) {
            Scalar name = item.scalar();
            YamlNode value = Scalar.none(name.at());
            if (dependencies) {
                Scalar started = Scalar.text(name.at(), "service_started", "service_started", false);
                value = new Mapping(name.at(), Map.of("condition", new Entry(name.at(), started)), Merging.MERGE);
            }
            entries.put(name.text(), new Entry(name.at(), value));
        }
        return new Mapping(sequence.at(), entries, sequence.merging());
    }

    private static Sequence addresses(Mapping hosts) {
        List<YamlNode> items = new ArrayList<>();
        hosts.entries().forEach((host, entry) -> {
            List<YamlNode> addresses =
                    entry.value() instanceof Sequence several ? several.items() : List.of(entry.value());
            for (YamlNode address : addresses) {
                if (address instanceof Scalar scalar && !scalar.isNull()) {
                    String text = host + "=" + scalar.text();
                    items.add(Scalar.text(scalar.at(), text, text, scalar.interpolated()));
                } else {
                    items.add(address);
                }
            }
        });
        return new Sequence(hosts.at(), items, hosts.merging());
    }
}
