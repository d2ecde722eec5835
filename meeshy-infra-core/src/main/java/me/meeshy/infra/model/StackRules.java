package me.meeshy.infra.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold between the parts of a stack. */
final class StackRules {

    private StackRules() {}

    static void check(String stack, Map<String, Service> services, Map<String, Config> configs) {
        Map<String, String> serviceByContainerName = new HashMap<>();
        for (Service service : services.values()) {
            String place = "stack " + stack + ", service " + service.name();
            for (Map.Entry<String, Dependency> dependency :
                    service.dependencies().entrySet()) {
                if (dependency.getValue().required() && !services.containsKey(dependency.getKey())) {
                    throw new InfraException(place + " depends on '" + dependency.getKey()
                            + "', which is not a service of the stack; there are " + services.keySet());
                }
            }
            for (FileGrant grant : service.configs()) {
                if (!configs.containsKey(grant.source())) {
                    throw new InfraException(place + " uses the config '" + grant.source()
                            + "', which the stack does not declare; it declares " + configs.keySet());
                }
            }
            service.containerName().ifPresent(name -> {
                String other = serviceByContainerName.put(name, service.name());
                if (other != null) {
                    throw new InfraException("stack " + stack + ": the services " + other + " and " + service.name()
                            + " both fix the container name '" + name + "'; give one of them another");
                }
            });
        }
        Set<String> done = new HashSet<>();
        services.keySet().forEach(service -> refuseCircle(stack, services, service, new ArrayList<>(), done));
    }

    private static void refuseCircle(
            String stack, Map<String, Service> services, String service, List<String> path, Set<String> done) {
        if (done.contains(service) || !services.containsKey(service)) {
            return;
        }
        if (path.contains(service)) {
            List<String> circle = new ArrayList<>(path.subList(path.indexOf(service), path.size()));
            circle.add(service);
            throw new InfraException("stack " + stack + ": services depend on each other in a circle, "
                    + String.join(" → ", circle) + "; take one of these dependencies away");
        }
        path.add(service);
        for (String dependency : services.get(service).dependencies().keySet()) {
            refuseCircle(stack, services, dependency, path, done);
        }
        path.remove(path.size() - 1);
        done.add(service);
    }
}
