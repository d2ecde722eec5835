package me.meeshy.infra.compose;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import me.meeshy.infra.model.GrantedContent;
import me.meeshy.infra.model.Ipam;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.model.Volume;

/** A stack as the map that its compose file is: long forms only, and no key that has its default. */
final class StackWriter {

    private StackWriter() {}

    static Map<String, Object> of(Stack stack) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("name", stack.name());
        Map<String, Object> services = new LinkedHashMap<>();
        stack.services().forEach((name, service) -> services.put(name, ServiceWriter.of(service)));
        file.put("services", services);
        Map<String, Object> networks = new LinkedHashMap<>();
        stack.networks().forEach((key, network) -> {
            if (!network.equals(Network.of(Network.DEFAULT))) {
                networks.put(key, network(network));
            }
        });
        put(file, "networks", networks);
        Map<String, Object> volumes = new LinkedHashMap<>();
        stack.volumes().forEach((key, volume) -> volumes.put(key, volume(volume)));
        put(file, "volumes", volumes);
        Map<String, Object> secrets = new LinkedHashMap<>();
        stack.secrets().forEach((key, secret) -> secrets.put(key, content(secret.content())));
        put(file, "secrets", secrets);
        Map<String, Object> configs = new LinkedHashMap<>();
        stack.configs().forEach((key, config) -> configs.put(key, content(config.content())));
        put(file, "configs", configs);
        return file;
    }

    private static Map<String, Object> network(Network network) {
        Map<String, Object> keys = new LinkedHashMap<>();
        network.name().ifPresent(name -> keys.put("name", name));
        if (network.external()) {
            keys.put("external", true);
            return keys;
        }
        network.driver().ifPresent(driver -> keys.put("driver", driver));
        put(keys, "driver_opts", new TreeMap<>(network.driverOptions()));
        if (network.internal()) {
            keys.put("internal", true);
        }
        if (network.attachable()) {
            keys.put("attachable", true);
        }
        network.ipv4().ifPresent(on -> keys.put("enable_ipv4", on));
        network.ipv6().ifPresent(on -> keys.put("enable_ipv6", on));
        put(keys, "ipam", ipam(network.ipam()));
        put(keys, "labels", new TreeMap<>(network.labels()));
        return keys;
    }

    private static Map<String, Object> ipam(Ipam ipam) {
        Map<String, Object> keys = new LinkedHashMap<>();
        ipam.driver().ifPresent(driver -> keys.put("driver", driver));
        put(keys, "options", new TreeMap<>(ipam.options()));
        List<Object> config = new ArrayList<>();
        for (Ipam.Pool pool : ipam.pools()) {
            Map<String, Object> item = new LinkedHashMap<>();
            pool.subnet().ifPresent(subnet -> item.put("subnet", subnet));
            pool.range().ifPresent(range -> item.put("ip_range", range));
            pool.gateway().ifPresent(gateway -> item.put("gateway", gateway));
            put(item, "aux_addresses", new TreeMap<>(pool.reserved()));
            config.add(item);
        }
        put(keys, "config", config);
        return keys;
    }

    private static Map<String, Object> volume(Volume volume) {
        Map<String, Object> keys = new LinkedHashMap<>();
        volume.name().ifPresent(name -> keys.put("name", name));
        if (volume.external()) {
            keys.put("external", true);
            return keys;
        }
        volume.driver().ifPresent(driver -> keys.put("driver", driver));
        put(keys, "driver_opts", new TreeMap<>(volume.driverOptions()));
        put(keys, "labels", new TreeMap<>(volume.labels()));
        return keys;
    }

    private static Map<String, Object> content(GrantedContent content) {
        Map<String, Object> keys = new LinkedHashMap<>();
        if (content instanceof GrantedContent.OfFile there) {
            keys.put("file", path(there.file()));
        } else if (content instanceof GrantedContent.OfVariable there) {
            keys.put("environment", there.variable());
        } else if (content instanceof GrantedContent.OfText there) {
            keys.put("content", there.text());
        } else if (content instanceof GrantedContent.External there) {
            keys.put("external", true);
            keys.put("name", there.name());
        }
        return keys;
    }

    /** A relative path so that it cannot be taken for a name. */
    static String path(Path path) {
        String text = path.toString();
        return path.isAbsolute() || text.startsWith(".") ? text : "./" + text;
    }

    /** Unless there is nothing to say. */
    static void put(Map<String, Object> keys, String key, Map<String, ?> value) {
        if (!value.isEmpty()) {
            keys.put(key, value);
        }
    }

    /** Unless there is nothing to say. */
    static void put(Map<String, Object> keys, String key, List<?> value) {
        if (!value.isEmpty()) {
            keys.put(key, value);
        }
    }
}
