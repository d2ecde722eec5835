package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which services count: those without profiles, and those of which a profile is enabled. */
final class Profiles {

    private static final String ALL = "*";

    private final Set<String> enabled;

    private Profiles(Set<String> enabled) {
        this.enabled = enabled;
    }

    /**
     * The profiles that count.
     *
     * @param named what the caller or {@code COMPOSE_PROFILES} enables
     * @param targets services whose profiles count, too
     * @param services each service's profiles
     */
    static Profiles of(Collection<String> named, Collection<String> targets, Map<String, List<String>> services) {
        Set<String> enabled = new LinkedHashSet<>(named);
        targets.forEach(target -> enabled.addAll(services.getOrDefault(target, List.of())));
        return new Profiles(enabled);
    }

    /** The profiles that a text such as that of {@code COMPOSE_PROFILES} lists. */
    static List<String> listed(String text) {
        List<String> names = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            // compose does not skip an empty name, which enables what an unset variable made a profile
            names.add(name.strip());
        }
        return names;
    }

    /** Each service's profiles, by its name. */
    static Map<String, List<String>> of(Field services) {
        Map<String, List<String>> profiles = new LinkedHashMap<>();
        services.entries().forEach((name, service) -> {
            List<String> own = new ArrayList<>();
            Field field = service.isMapping() ? service.entries().get("profiles") : null;
            if (field != null && !field.isNull()) {
                field.items().forEach(item -> own.add(item.text()));
            }
            profiles.put(name, List.copyOf(own));
        });
        return profiles;
    }

    boolean enable(List<String> profiles) {
        return profiles.isEmpty() || enabled.contains(ALL) || profiles.stream().anyMatch(enabled::contains);
    }
}
