package me.meeshy.infra.compose;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import me.meeshy.infra.model.Namespaces;
import me.meeshy.infra.model.Security;

/** What a service's containers may do and whose namespaces they share. */
final class IsolationReader {

    private static final String SECCOMP = "seccomp";

    private static final List<String> NETWORK = List.of("bridge", "host", "none", "service:", "container:");
    private static final List<String> IPC = List.of("shareable", "private", "host", "none", "service:", "container:");
    private static final List<String> PID = List.of("host", "service:", "container:");

    private IsolationReader() {}

    static Security security(Keys keys, Reading reading) {
        Security.Builder security = Security.builder();
        keys.bool("privileged", security::privileged);
        keys.bool("read_only", security::readOnlyRoot);
        keys.texts("cap_add", security::addCapability);
        keys.texts("cap_drop", security::dropCapability);
        keys.given("security_opt", list -> list.items().forEach(item -> security.option(option(item, reading))));
        keys.given("group_add", list -> list.items().forEach(item -> security.group(item.nonEmptyText())));
        keys.bool("use_api_socket", security::apiSocket);
        return security.build();
    }

    /** A file of a profile is named from the directory of the compose file. */
    private static String option(Field item, Reading reading) {
        String text = item.nonEmptyText();
        int colon = text.indexOf(':');
        int equals = text.indexOf('=');
        int end = equals < 0 ? colon : colon < 0 ? equals : Math.min(colon, equals);
        if (end < 0 && !text.equals("no-new-privileges")) {
            throw item.problem(item.shown() + " is no security option; write for instance no-new-privileges:true");
        }
        String value = end < 0 ? "" : text.substring(end + 1);
        boolean file = text.startsWith(SECCOMP) && !value.equals("unconfined") && !value.equals("builtin");
        return file ? SECCOMP + "=" + reading.paths().resolve(item, value) : text;
    }

    static Namespaces namespaces(Keys keys) {
        Namespaces.Builder namespaces = Namespaces.builder();
        keys.filled("network_mode", field -> {
            if (keys.has("networks")) {
                throw field.problem("does not go with networks; take one of them away");
            }
            shared(field, NETWORK, namespaces::network);
        });
        keys.filled("ipc", field -> shared(field, IPC, namespaces::ipc));
        keys.filled("pid", field -> shared(field, PID, namespaces::pid));
        keys.filled("uts", field -> oneOf(field, Set.of("host"), namespaces::uts));
        keys.filled("userns_mode", field -> oneOf(field, Set.of("host"), namespaces::user));
        keys.filled("cgroup", field -> oneOf(field, Set.of("host", "private"), namespaces::cgroup));
        keys.text("cgroup_parent", namespaces::cgroupParent);
        keys.text("isolation", namespaces::isolation);
        keys.text("runtime", namespaces::runtime);
        keys.given("sysctls", field -> Pairs.texts(field).forEach(namespaces::sysctl));
        return namespaces.build();
    }

    /** Other words are left to the engine, unless they cannot be meant. */
    private static void shared(Field field, List<String> words, Consumer<String> setter) {
        String text = field.nonEmptyText();
        int colon = text.indexOf(':') + 1;
        String kind = text.substring(0, colon);
        boolean mistaken = colon > 0
                ? !words.contains(kind)
                // any other word is the name of a network
                : words != NETWORK
                        && !words.contains(text)
                        && Section.closest(text, words).isPresent();
        if (mistaken) {
            throw field.problem(field.shown() + " is not known" + Section.meant(colon > 0 ? kind : text, words));
        }
        if (text.equals("service:") || text.equals("container:")) {
            throw field.problem(field.shown() + ": a name must follow the colon");
        }
        setter.accept(text);
    }

    private static void oneOf(Field field, Set<String> words, Consumer<String> setter) {
        if (!words.contains(field.text())) {
            String known = String.join(" and ", new java.util.TreeSet<>(words));
            throw field.problem(field.shown() + " is not known"
                    + Section.closest(field.text(), words)
                            .map(close -> "; did you mean " + close + "?")
                            .orElse("; there is " + known));
        }
        setter.accept(field.text());
    }
}
