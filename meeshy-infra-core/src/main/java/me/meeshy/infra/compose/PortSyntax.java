package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Protocol;
import me.meeshy.infra.model.PublishedPort;

/** Ports, short {@code [[address:]host:]container[/protocol]} with ranges, or long as a map; and {@code expose}. */
final class PortSyntax {

    private static final int MOST = 65535;
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]+(%[0-9a-zA-Z._-]+)?");

    private PortSyntax() {}

    /** What one item of {@code ports} publishes. */
    static List<PublishedPort> published(Field item) {
        return item.isMapping() ? List.of(fromMap(item)) : fromText(item);
    }

    /** What one item of {@code expose} exposes. */
    static List<ContainerPort> exposed(Field item) {
        String text = item.text();
        int slash = text.indexOf('/');
        int[] range = range(item, slash < 0 ? text : text.substring(0, slash), 1);
        Protocol protocol = protocol(item, slash < 0 ? "tcp" : text.substring(slash + 1));
        List<ContainerPort> ports = new ArrayList<>();
        for (int number = range[0]; number <= range[1]; number++) {
            ports.add(new ContainerPort(number, protocol));
        }
        return ports;
    }

    private static List<PublishedPort> fromText(Field item) {
        String text = item.text();
        int slash = text.indexOf('/');
        Protocol protocol = protocol(item, slash < 0 ? "tcp" : text.substring(slash + 1));
        String rest = slash < 0 ? text : text.substring(0, slash);
        String container = rest.substring(rest.lastIndexOf(':') + 1);
        int[] inside = range(item, container, 1);
        String address = "";
        String host = "";
        if (container.length() < rest.length()) {
            rest = rest.substring(0, rest.length() - container.length() - 1);
            host = rest.substring(rest.lastIndexOf(':') + 1);
            address = host.length() < rest.length() ? rest.substring(0, rest.length() - host.length() - 1) : "";
        }
        if (address.indexOf(':') >= 0 && !address.startsWith("[")) {
            throw item.problem(
                    item.shown() + ": an IPv6 address stands in brackets here, for instance \"[::1]:8080:80\"");
        }
        int[] outside = host.isEmpty() ? new int[] {0, 0} : range(item, host, 0);
        boolean random = host.isEmpty();
        if (inside[0] == inside[1]) {
            return List.of(inRange(item, address(item, address), outside, new ContainerPort(inside[0], protocol)));
        }
        if (!random && outside[1] - outside[0] != inside[1] - inside[0]) {
            throw item.problem("the range of host ports and the range of container ports differ in length");
        }
        List<PublishedPort> ports = new ArrayList<>();
        for (int offset = 0; offset <= inside[1] - inside[0]; offset++) {
            int hostPort = random ? 0 : outside[0] + offset;
            ports.add(new PublishedPort(
                    address(item, address), hostPort, new ContainerPort(inside[0] + offset, protocol)));
        }
        return ports;
    }

    private static PublishedPort fromMap(Field item) {
        Map<String, Field> keys = item.entries(Section.PORT);
        Field target = keys.get("target");
        if (target == null) {
            throw item.problem("the key target, the port inside the container, is missing");
        }
        Field mode = keys.get("mode");
        if (mode != null && !mode.text().equals("host") && !mode.text().equals("ingress")) {
            throw mode.problem(mode.shown() + " is no mode" + Section.meant(mode.text(), List.of("host", "ingress")));
        }
        Field protocol = keys.get("protocol");
        Field host = keys.get("published");
        Field address = keys.get("host_ip");
        return inRange(
                host == null ? item : host,
                address == null ? "" : address(address, address.text()),
                host == null || host.text().isEmpty() ? new int[] {0, 0} : range(host, host.text(), 0),
                new ContainerPort(
                        target.integer(1, MOST),
                        protocol == null ? Protocol.TCP : protocol(protocol, protocol.text())));
    }

    private static PublishedPort inRange(Field item, String address, int[] outside, ContainerPort inside) {
        try {
            return new PublishedPort(address, outside[0], outside[1], inside);
        } catch (IllegalArgumentException e) {
            throw item.problem(item.shown() + ": " + e.getMessage());
        }
    }

    private static int[] range(Field item, String text, int least) {
        var range = RANGE.matcher(text);
        if (!range.matches()) {
            throw item.problem(item.shown() + " is no port; write [[address:]host:]container[/protocol], for instance"
                    + " \"127.0.0.1:8080:80\"");
        }
        int from = Integer.parseInt(range.group(1));
        int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
        if (from < least || to > MOST) {
            throw item.problem(item.shown() + ": a port must lie in " + least + " to " + MOST);
        }
        if (to < from) {
            throw item.problem(item.shown() + ": the range ends before it begins");
        }
        return new int[] {from, to};
    }

    private static String address(Field item, String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (!bare.isEmpty() && !(ADDRESS.matcher(bare).matches() && (bare.contains(".") || bare.contains(":")))) {
            throw item.problem(item.shown() + ": the host's address must be an IP address");
        }
        return bare;
    }

    private static Protocol protocol(Field item, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "tcp" -> Protocol.TCP;
            case "udp" -> Protocol.UDP;
            case "sctp" -> Protocol.SCTP;
            default ->
                throw item.problem(item.shown() + ": the protocol must be tcp, udp or sctp"
                        + Section.closest(text, List.of("tcp", "udp", "sctp"))
                                .map(close -> "; did you mean " + close + "?")
                                .orElse(""));
        };
    }
}
