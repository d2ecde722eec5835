package me.meeshy.infra.orchestration;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.plan.UpOptions;

/**
 * Which services an up is about.
 *
 * @param selected those that are asked for, and all that they depend on
 * @param followers others that ask to be restarted with one of these, or live in its namespaces; they are touched only if
 *     that one is replaced
 */
record Selection(Set<String> selected, Set<String> followers) {

    static Selection of(Project project, UpOptions options) {
        Stack stack = project.stack();
        Set<String> known = stack.services().keySet();
        options.services().forEach(service -> require(project, service));
        options.replicas().keySet().forEach(service -> require(project, service));
        if (options.services().isEmpty()) {
            return new Selection(Set.copyOf(known), Set.of());
        }
        var selected = new LinkedHashSet<String>();
        var open = new ArrayDeque<>(options.services());
        while (!open.isEmpty()) {
            String service = open.remove();
            if (known.contains(service) && selected.add(service)) {
                open.addAll(stack.service(service).dependencies().keySet());
                open.addAll(SharedContainers.neededBy(stack.service(service)));
            }
        }
        return new Selection(selected, followers(stack, selected));
    }

    private static Set<String> followers(Stack stack, Set<String> selected) {
        var followers = new LinkedHashSet<String>();
        for (boolean grown = true; grown; ) {
            grown = false;
            for (Service service : stack.services().values()) {
                boolean follows = followed(service).stream()
                        .anyMatch(other -> selected.contains(other) || followers.contains(other));
                if (follows && !selected.contains(service.name())) {
                    grown |= followers.add(service.name());
                }
            }
        }
        return followers;
    }

    /** The services whose replacement touches it. */
    static Set<String> followed(Service service) {
        Set<String> followed = SharedContainers.namespacesOf(service);
        service.dependencies().forEach((other, dependency) -> {
            if (dependency.restart()) {
                followed.add(other);
            }
        });
        return followed;
    }

    private static void require(Project project, String service) {
        if (project.inactiveServices().contains(service)) {
            throw new InfraException("the service '" + service + "' of environment '" + project.environment()
                    + "' is inactive, since none of its profiles is enabled; load its compose file with target(\""
                    + service + "\"), or with one of its profiles");
        }
        Set<String> known = project.stack().services().keySet();
        if (!known.contains(service)) {
            throw new InfraException("there is no service '" + service + "' to bring up; the stack has " + known);
        }
    }
}
