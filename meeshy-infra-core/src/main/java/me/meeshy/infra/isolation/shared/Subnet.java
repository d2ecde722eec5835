package me.meeshy.infra.isolation.shared;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import me.meeshy.infra.model.Ipam;
import me.meeshy.infra.model.Network;

/**
 * The addresses that a network wants.
 *
 * @param text as it is written, such as {@code 172.28.0.0/16}
 * @param network what its addresses begin with, as a number
 * @param hostBits how many bits follow that
 * @param bits how many bits an address has: 32 or 128
 */
record Subnet(String text, BigInteger network, int hostBits, int bits) {

    /** An address, never a name that would have to be looked up. */
    private static final Pattern WRITTEN = Pattern.compile("([0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)/([0-9]{1,3})");

    /** Those that can be understood: the engine refuses others. */
    static List<Subnet> of(Network network) {
        return network.ipam().pools().stream()
                .map(Ipam.Pool::subnet)
                .flatMap(Optional::stream)
                .flatMap(Subnet::read)
                .toList();
    }

    private static Stream<Subnet> read(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            return Stream.empty();
        }
        byte[] address;
        try {
            address = InetAddress.getByName(matcher.group(1)).getAddress();
        } catch (UnknownHostException e) {
            // no address: nothing can overlap it
            return Stream.empty();
        }
        int bits = address.length * Byte.SIZE;
        int hostBits = bits - Integer.parseInt(matcher.group(2));
        return hostBits < 0
                ? Stream.empty()
                : Stream.of(new Subnet(text, new BigInteger(1, address).shiftRight(hostBits), hostBits, bits));
    }

    boolean overlaps(Subnet other) {
        int wider = Math.max(hostBits, other.hostBits);
        return bits == other.bits
                && network.shiftRight(wider - hostBits).equals(other.network.shiftRight(wider - other.hostBits));
    }

    @Override
    public String toString() {
        return text;
    }
}
