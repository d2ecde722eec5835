package me.meeshy.infra.compose;

import java.util.regex.Pattern;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.ServiceBuilder;

/** A service's {@code networks}. */
final class AttachmentReader {

    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    /** What compose makes of it for the engine. */
    private static final String INTERFACE_NAME = "com.docker.network.endpoint.ifname";

    private AttachmentReader() {}

    static void read(Field field, ServiceBuilder service) {
        if (field.isSequence()) {
            field.items().forEach(item -> service.network(item.nonEmptyText(), NetworkAttachment.PLAIN));
            return;
        }
        field.entries()
                .forEach((network, attachment) -> service.network(
                        network, attachment.isNull() ? NetworkAttachment.PLAIN : attachment(attachment)));
    }

    private static NetworkAttachment attachment(Field field) {
        Keys keys = Keys.of(field, Section.ATTACHMENT);
        NetworkAttachment.Builder attachment = NetworkAttachment.builder();
        keys.given("aliases", list -> list.items().forEach(alias -> attachment.alias(alias.nonEmptyText())));
        keys.filled("ipv4_address", text -> attachment.ipv4Address(matching(text, IPV4, "IPv4 address")));
        keys.filled("ipv6_address", text -> attachment.ipv6Address(matching(text, IPV6, "IPv6 address")));
        keys.texts("link_local_ips", attachment::linkLocalAddress);
        keys.text("mac_address", attachment::macAddress);
        keys.integer("priority", -1_000_000, 1_000_000, attachment::priority);
        keys.integer("gw_priority", -1_000_000, 1_000_000, attachment::gatewayPriority);
        keys.given("driver_opts", options -> Pairs.texts(options).forEach(attachment::driverOption));
        keys.text("interface_name", name -> attachment.driverOption(INTERFACE_NAME, name));
        return attachment.build();
    }

    private static String matching(Field field, Pattern form, String what) {
        if (!form.matcher(field.text()).matches()) {
            throw field.problem(field.shown() + " is no " + what);
        }
        return field.text();
    }
}
