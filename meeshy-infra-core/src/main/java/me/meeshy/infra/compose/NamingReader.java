package me.meeshy.infra.compose;

import java.util.function.Consumer;
import me.meeshy.infra.model.HostAddress;
import me.meeshy.infra.model.Naming;

/** What a service's containers are called, and how they find others: {@code hostname}, {@code dns}, {@code extra_hosts}, {@code links}. */
final class NamingReader {

    private NamingReader() {}

    static Naming read(Keys keys) {
        Naming.Builder naming = Naming.builder();
        keys.text("hostname", naming::hostname);
        keys.text("domainname", naming::domainname);
        keys.text("mac_address", naming::macAddress);
        keys.filledTexts("dns", naming::dnsServer);
        keys.filledTexts("dns_opt", naming::dnsOption);
        keys.filledTexts("dns_search", naming::dnsSearch);
        keys.given("extra_hosts", field -> extraHosts(field, naming::extraHost));
        keys.given("links", list -> list.items().forEach(item -> link(item, naming::link)));
        keys.given("external_links", list -> list.items().forEach(item -> link(item, naming::externalLink)));
        return naming.build();
    }

    /** A list of {@code host=address} or {@code host:address}, or a map of one address or several. */
    static void extraHosts(Field field, Consumer<HostAddress> hosts) {
        if (field.isMapping()) {
            field.entries()
                    .forEach((host, addresses) -> addresses
                            .itemsOrSingle()
                            .forEach(address -> hosts.accept(new HostAddress(host, address(address.nonEmptyText())))));
            return;
        }
        for (Field item : field.items()) {
            String text = item.nonEmptyText();
            int end = text.indexOf('=') > 0 ? text.indexOf('=') : text.indexOf(':');
            if (end <= 0 || end == text.length() - 1) {
                throw item.problem(item.shown() + " is no host; write for instance \"somehost=162.242.195.82\"");
            }
            hosts.accept(new HostAddress(text.substring(0, end), address(text.substring(end + 1))));
        }
    }

    private static String address(String text) {
        return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    }

    private static void link(Field item, java.util.function.BiConsumer<String, String> setter) {
        String text = item.nonEmptyText();
        int colon = text.indexOf(':');
        if (colon == 0 || colon == text.length() - 1 || text.indexOf(':', colon + 1) > 0) {
            throw item.problem(item.shown() + " is no link; write name or name:alias");
        }
        setter.accept(colon < 0 ? text : text.substring(colon + 1), colon < 0 ? text : text.substring(0, colon));
    }
}
