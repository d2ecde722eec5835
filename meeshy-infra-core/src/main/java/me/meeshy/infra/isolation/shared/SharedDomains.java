package me.meeshy.infra.isolation.shared;

import static me.meeshy.infra.isolation.shared.Sides.path;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.meeshy.infra.isolation.Leak;
import me.meeshy.infra.model.Service;

/** Domains that labels tell a proxy to send to both. */
final class SharedDomains {

    /** A rule of Traefik's, or what looks like one. */
    private static final Pattern HOST_RULE = Pattern.compile("Host(?:SNI)?\\(([^)]*)\\)");

    private static final Pattern QUOTED = Pattern.compile("[`'\"]([^`'\"]+)[`'\"]");

    private final Sides sides;

    SharedDomains(Sides sides) {
        this.sides = sides;
    }

    List<Leak> leaks() {
        var leaks = new ArrayList<Leak>();
        Map<String, String[]> others = domains(sides.other());
        domains(sides.one()).forEach((domain, label) -> {
            String[] same = others.get(domain);
            if (same != null) {
                leaks.add(sides.leak(
                        Leak.Kind.DOMAIN,
                        "both have a rule for the domain '" + domain + "'",
                        label,
                        same,
                        "give one of them another domain: a proxy that sees both sends to either"));
            }
        });
        return leaks;
    }

    /** By domain, the keys at which its label stands. */
    private static Map<String, String[]> domains(Side side) {
        var domains = new LinkedHashMap<String, String[]>();
        for (Service service : side.services()) {
            service.labels().forEach((label, value) -> {
                for (String domain : hosts(value)) {
                    domains.putIfAbsent(domain, path("services", service.name(), "labels", label));
                }
            });
        }
        return domains;
    }

    private static Set<String> hosts(String rule) {
        var hosts = new LinkedHashSet<String>();
        Matcher rules = HOST_RULE.matcher(rule);
        while (rules.find()) {
            Matcher quoted = QUOTED.matcher(rules.group(1));
            while (quoted.find()) {
                hosts.add(quoted.group(1).toLowerCase(Locale.ROOT));
            }
        }
        return hosts;
    }
}
