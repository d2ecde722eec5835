package me.meeshy.infra.compose;

import static me.meeshy.infra.compose.StackWriter.put;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.model.Devices;
import me.meeshy.infra.model.Hook;
import me.meeshy.infra.model.Logging;
import me.meeshy.infra.model.MemoryLimits;
import me.meeshy.infra.model.Namespaces;
import me.meeshy.infra.model.Naming;
import me.meeshy.infra.model.ProcessOptions;
import me.meeshy.infra.model.Security;
import me.meeshy.infra.model.Service;

/** The keys of a service that say how its containers are run, rather than what runs in them. */
final class SettingsWriter {

    private final Map<String, Object> keys;

    private SettingsWriter(Map<String, Object> keys) {
        this.keys = keys;
    }

    static void add(Service service, Map<String, Object> keys) {
        var writer = new SettingsWriter(keys);
        put(keys, "annotations", service.annotations());
        writer.given("platform", service.platform());
        writer.process(service.process());
        ResourcesWriter.add(service.resources(), keys);
        writer.devices(service.devices(), service.resources().memory());
        writer.security(service.security());
        writer.namespaces(service.namespaces());
        writer.naming(service.naming());
        writer.logging(service.logging());
        put(
                keys,
                "post_start",
                service.postStart().stream().map(SettingsWriter::hook).toList());
        put(
                keys,
                "pre_stop",
                service.preStop().stream().map(SettingsWriter::hook).toList());
    }

    private void process(ProcessOptions process) {
        given("init", process.init());
        flag("tty", process.tty());
        flag("stdin_open", process.stdinOpen());
        given("stop_signal", process.stopSignal());
    }

    private void devices(Devices devices, MemoryLimits memory) {
        put(
                keys,
                "devices",
                devices.mapped().stream()
                        .map(device -> device.source() + ":" + device.target() + ":" + device.permissions())
                        .toList());
        put(keys, "device_cgroup_rules", devices.cgroupRules());
        List<Object> requests = new ArrayList<>();
        devices.requests().forEach(request -> {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("capabilities", request.capabilities());
            request.driver().ifPresent(driver -> item.put("driver", driver));
            if (request.ids().isEmpty()) {
                item.put("count", request.count() == -1 ? "all" : (Object) request.count());
            }
            put(item, "device_ids", request.ids());
            put(item, "options", request.options());
            requests.add(item);
        });
        if (!requests.isEmpty()) {
            Map<String, Object> reservations = new LinkedHashMap<>();
            // where reservations are given, they must say the same as the older key: compose refuses the file otherwise
            memory.reservation().ifPresent(bytes -> reservations.put("memory", Long.toString(bytes)));
            reservations.put("devices", requests);
            keys.put("deploy", Map.of("resources", Map.of("reservations", reservations)));
        }
    }

    private void security(Security security) {
        flag("privileged", security.privileged());
        flag("read_only", security.readOnlyRoot());
        flag("use_api_socket", security.apiSocket());
        put(keys, "cap_add", security.addedCapabilities());
        put(keys, "cap_drop", security.droppedCapabilities());
        put(keys, "security_opt", security.options());
        put(keys, "group_add", security.groups());
    }

    private void namespaces(Namespaces namespaces) {
        given("network_mode", namespaces.network());
        given("ipc", namespaces.ipc());
        given("pid", namespaces.pid());
        given("uts", namespaces.uts());
        given("userns_mode", namespaces.user());
        given("cgroup", namespaces.cgroup());
        given("cgroup_parent", namespaces.cgroupParent());
        given("isolation", namespaces.isolation());
        given("runtime", namespaces.runtime());
        put(keys, "sysctls", namespaces.sysctls());
    }

    private void naming(Naming naming) {
        given("hostname", naming.hostname());
        given("domainname", naming.domainname());
        given("mac_address", naming.macAddress());
        put(keys, "dns", naming.dnsServers());
        put(keys, "dns_opt", naming.dnsOptions());
        put(keys, "dns_search", naming.dnsSearch());
        put(
                keys,
                "extra_hosts",
                naming.extraHosts().stream()
                        .map(host -> host.host() + "=" + host.address())
                        .toList());
        put(keys, "links", aliased(naming.links()));
        put(keys, "external_links", aliased(naming.externalLinks()));
    }

    private static List<String> aliased(Map<String, String> byAlias) {
        return byAlias.entrySet().stream()
                .map(link -> link.getValue() + ":" + link.getKey())
                .toList();
    }

    private void logging(Logging logging) {
        Map<String, Object> terms = new LinkedHashMap<>();
        logging.driver().ifPresent(driver -> terms.put("driver", driver));
        put(terms, "options", logging.options());
        put(keys, "logging", terms);
    }

    private static Map<String, Object> hook(Hook hook) {
        Map<String, Object> terms = new LinkedHashMap<>();
        terms.put("command", hook.command());
        hook.user().ifPresent(user -> terms.put("user", user));
        if (hook.privileged()) {
            terms.put("privileged", true);
        }
        hook.workingDirectory().ifPresent(directory -> terms.put("working_dir", directory));
        put(terms, "environment", hook.environment());
        return terms;
    }

    private void flag(String key, boolean on) {
        if (on) {
            keys.put(key, true);
        }
    }

    private void given(String key, Optional<?> value) {
        value.ifPresent(known -> keys.put(key, known));
    }
}
