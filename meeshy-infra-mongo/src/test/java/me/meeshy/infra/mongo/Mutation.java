package me.meeshy.infra.mongo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** One change to some bytes: what a failing disk does, or somebody who means harm. The same seed makes the same change. */
final class Mutation {

    private static final List<byte[]> EVIL = List.of(
            new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f},
            new byte[] {0, 0, 0, (byte) 0x80},
            new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
            new byte[] {(byte) 0xc3, 0x28, (byte) 0xf0, (byte) 0x9f},
            "../../../../evil".getBytes(StandardCharsets.US_ASCII),
            "{\"$numberLong\": \"x\"}".getBytes(StandardCharsets.US_ASCII),
            "{\"$binary\": {\"base64\": \"%\"}}".getBytes(StandardCharsets.US_ASCII),
            "{\"$date\": \"never\"}".getBytes(StandardCharsets.US_ASCII),
            new byte[64]);

    private Mutation() {}

    static byte[] of(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(64, bytes.length - at));
        switch (random.nextInt(7)) {
            case 0 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 1 -> {
                byte[] changed = bytes.clone();
                for (int i = 0; i <= random.nextInt(8); i++) {
                    changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                return changed;
            }
            case 2 -> {
                byte[] evil = EVIL.get(random.nextInt(EVIL.size()));
                byte[] changed = bytes.clone();
                System.arraycopy(evil, 0, changed, at, Math.min(evil.length, bytes.length - at));
                return changed;
            }
            case 3 -> {
                return spliced(bytes, at, at, EVIL.get(random.nextInt(EVIL.size())));
            }
            case 4 -> {
                return spliced(bytes, at, at + length, new byte[0]);
            }
            case 5 -> {
                return spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
            }
            default -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                return spliced(bytes, at, at + length, noise);
            }
        }
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(between);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }
}
