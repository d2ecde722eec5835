package me.meeshy.infra.mongo.format;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** File names of collections as mongodump has them: Go's {@code url.QueryEscape}, and a hash where that is too long for a file system. */
public final class DumpNames {

    /** What a file of documents ends with, before it is packed. */
    public static final String BSON = ".bson";

    /** What the file of a collection's options and indexes ends with, before it is packed. */
    public static final String METADATA = ".metadata.json";

    private static final int MOST_ESCAPED = 238;
    private static final int KEPT_OF_LONG = 208;
    private static final String CUT = "%24";
    private static final String LITERAL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~";
    private static final String HEX = "0123456789ABCDEF";

    private DumpNames() {}

    /** The file's name, without its suffix. */
    public static String fileName(String collection) {
        String escaped = escape(collection);
        if (escaped.length() <= MOST_ESCAPED) {
            return escaped;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(collection.getBytes(StandardCharsets.UTF_8));
            return escaped.substring(0, KEPT_OF_LONG)
                    + CUT
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /** Whether a file's name is one that was cut; the collection's name then stands in its metadata alone. */
    public static boolean cut(String fileName) {
        return fileName.length() == MOST_ESCAPED && fileName.startsWith(CUT, KEPT_OF_LONG);
    }

    /** Whether a file is a collection's; in an archive nothing is cut. */
    public static boolean names(String fileName, String collection) {
        return fileName.equals(fileName(collection)) || fileName.equals(escape(collection));
    }

    public static String escape(String name) {
        StringBuilder escaped = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xFF);
            if (c == ' ') {
                escaped.append('+');
            } else if (LITERAL.indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return escaped.toString();
    }

    /**
     * The name that was escaped.
     *
     * @throws IllegalArgumentException if a per cent sign is not followed by two hexadecimal digits
     */
    public static String unescape(String escaped) {
        byte[] source = escaped.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[source.length];
        int length = 0;
        for (int i = 0; i < source.length; i++) {
            if (source[i] == '+') {
                bytes[length++] = ' ';
            } else if (source[i] == '%') {
                int high = i + 2 <= source.length - 1 ? Character.digit(source[i + 1], 16) : -1;
                int low = i + 2 <= source.length - 1 ? Character.digit(source[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw new IllegalArgumentException("'" + escaped + "' is not an escaped name");
                }
                bytes[length++] = (byte) ((high << 4) | low);
                i += 2;
            } else {
                bytes[length++] = source[i];
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
