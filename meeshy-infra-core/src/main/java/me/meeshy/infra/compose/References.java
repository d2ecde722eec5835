package me.meeshy.infra.compose;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.Service;

/** That what a service names is there: compose declares nothing on its own but the default network. */
final class References {

    private final Field services;
    private final Resources resources;
    private final Map<String, List<String>> inactive;
    private final Map<String, String> serviceByContainerName = new HashMap<>();

    References(Field services, Resources resources, Map<String, List<String>> inactive) {
        this.services = services;
        this.inactive = inactive;
        this.resources = resources;
    }

    void check(Service service, Field field) {
        Map<String, Field> keys = field.entries(Section.SERVICE);
        for (Mount mount : service.mounts()) {
            if (mount instanceof Mount.Named named) {
                declared(
                        "volume",
                        "volumes",
                        named.volume(),
                        resources.volumes().keySet(),
                        place(keys, field, "volumes"));
            }
        }
        for (String network : service.networks().keySet()) {
            if (!network.equals(Network.DEFAULT)) {
                declared("network", "networks", network, resources.networks().keySet(), place(keys, field, "networks"));
            }
        }
        for (FileGrant grant : service.secrets()) {
            declared("secret", "secrets", grant.source(), resources.secrets().keySet(), place(keys, field, "secrets"));
        }
        for (FileGrant grant : service.configs()) {
            declared("config", "configs", grant.source(), resources.configs().keySet(), place(keys, field, "configs"));
        }
        Set<String> all = services.entries().keySet();
        service.dependencies().forEach((other, dependency) -> {
            Field dependencies = place(keys, field, "depends_on");
            declared("service", "services", other, all, dependencies);
            if (dependency.required() && inactive.containsKey(other)) {
                Field item = itemNaming(dependencies, other);
                throw new ComposeFileException(
                        dependencies.keyAt(other).orElse(item.node().at()),
                        item.path().toString(),
                        "the service '" + other + "' is inactive, since none of its profiles " + inactive.get(other)
                                + " is enabled; enable one, or say required: false");
            }
        });
        service.containerName().ifPresent(name -> {
            String other = serviceByContainerName.put(name, service.name());
            if (other != null) {
                throw place(keys, field, "container_name")
                        .problem("the service " + other + " has this container name too; give one of them another");
            }
        });
    }

    private static Field place(Map<String, Field> keys, Field service, String key) {
        return keys.getOrDefault(key, service);
    }

    private static void declared(String what, String section, String name, Set<String> names, Field field) {
        if (names.contains(name)) {
            return;
        }
        String hint = Section.closest(name, names)
                .map(close -> "; did you mean " + close + "?")
                .orElse(what.equals("service") ? "; there are " + names : "; declare it in the top-level " + section);
        Field item = itemNaming(field, name);
        // the key is what is wrong, not its value
        Position at = field.keyAt(name).orElse(item.node().at());
        throw new ComposeFileException(at, item.path().toString(), "there is no " + what + " '" + name + "'" + hint);
    }

    /** The item or key that says the name, where it can be told. */
    private static Field itemNaming(Field field, String name) {
        if (field.isMapping()) {
            Field entry = field.entries().get(name);
            return entry == null ? field : entry;
        }
        if (field.isSequence()) {
            for (Field item : field.items()) {
                if (item.isScalar() && item.text().startsWith(name)) {
                    return item;
                }
                if (item.isMapping()) {
                    Field source = item.entries().get("source");
                    if (source != null
                            && source.isScalar()
                            && !source.isNull()
                            && source.text().equals(name)) {
                        return source;
                    }
                }
            }
        }
        return field;
    }
}
