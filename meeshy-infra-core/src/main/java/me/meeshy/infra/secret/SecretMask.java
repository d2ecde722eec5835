package me.meeshy.infra.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Hides secrets in text that others wrote, such as log lines. A secret is found as it is, URL-encoded, escaped as in JSON,
 * and in base64 wherever it stands in what was encoded; of one with several lines, each long line is found by itself too.
 *
 * <p>Text is masked piece by piece: a secret that is cut in two by the end of a piece is not found, so give it whole lines.
 * Values of less than 4 characters are not masked: they would blot out text that has nothing to do with them.
 *
 * <p>Immutable and thread-safe. Its {@code toString} shows no value.
 */
public final class SecretMask {

    /** What stands in place of a secret. */
    public static final String HIDDEN = "<hidden>";

    private static final int SHORTEST_VALUE_CHARACTERS = 4;
    /** A shorter line of a longer secret is no secret by itself: an empty line, a brace. */
    private static final int SHORTEST_LINE_CHARACTERS = 16;
    /** A shorter stretch of base64 occurs by chance. */
    private static final int SHORTEST_BASE64_CHARACTERS = 6;

    private static final SecretMask NONE = new SecretMask(List.of(), Optional.empty());

    private final List<String> values;
    private final Optional<Pattern> secrets;

    private SecretMask(List<String> values, Optional<Pattern> secrets) {
        this.values = List.copyOf(values);
        this.secrets = secrets;
    }

    /**
     * Hides nothing.
     *
     * @return the mask
     */
    public static SecretMask none() {
        return NONE;
    }

    /**
     * Hides these values.
     *
     * @param values the secrets; space around them is not part of them
     * @return the mask
     */
    public static SecretMask of(Collection<String> values) {
        Set<String> forms = new LinkedHashSet<>();
        values.forEach(value -> addForms(forms, value));
        if (forms.isEmpty()) {
            return NONE;
        }
        // the longest first: a form may be the beginning of another
        String pattern = forms.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return new SecretMask(List.copyOf(values), Optional.of(Pattern.compile(pattern)));
    }

    /**
     * Hides what these files hold. A file that is not there is left out: it can give nothing away.
     *
     * @param files secret files
     * @return the mask
     * @throws me.meeshy.infra.model.InfraException if a file is there but cannot be read
     */
    public static SecretMask ofFiles(Collection<Path> files) {
        var values = new ArrayList<String>();
        for (Path file : files) {
            SecretValue.readIfPresent(file).ifPresent(secret -> values.add(secret.reveal()));
        }
        return of(values);
    }

    /**
     * Hides what this one hides and these values too.
     *
     * @param more further secrets
     * @return the wider mask
     */
    public SecretMask and(Collection<String> more) {
        var all = new ArrayList<>(values);
        all.addAll(more);
        return of(all);
    }

    /**
     * Hides the secrets in a text.
     *
     * @param text any text
     * @return the text with {@value #HIDDEN} in place of each secret
     */
    public String mask(String text) {
        return secrets.isEmpty() ? text : secrets.get().matcher(text).replaceAll(HIDDEN);
    }

    private static void addForms(Set<String> forms, String secret) {
        String value = secret.strip();
        if (value.length() < SHORTEST_VALUE_CHARACTERS) {
            return;
        }
        addEncodings(forms, value);
        List<String> lines = value.lines().map(String::strip).toList();
        if (lines.size() > 1) {
            lines.stream()
                    .filter(line -> line.length() >= SHORTEST_LINE_CHARACTERS)
                    // the first and last line of every PEM file
                    .filter(line -> !line.startsWith("-----"))
                    .forEach(line -> addEncodings(forms, line));
        }
    }

    private static void addEncodings(Set<String> forms, String value) {
        forms.add(value);
        forms.add(jsonEscaped(value));
        String form = URLEncoder.encode(value, StandardCharsets.UTF_8);
        for (String encoded : List.of(form, form.replace("+", "%20"))) {
            forms.add(encoded);
            forms.add(encoded.replace("*", "%2A").replace("%7E", "~"));
            forms.add(lowerCaseEscapes(encoded));
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            forms.add(encoder.encodeToString(bytes));
            for (int before = 0; before < 3; before++) {
                String inside = insideBase64(encoder, bytes, before);
                if (inside.length() >= SHORTEST_BASE64_CHARACTERS) {
                    forms.add(inside);
                }
            }
        }
    }

    /** The characters that stand for these bytes alone, wherever they stand: after {@code before} bytes modulo 3. */
    private static String insideBase64(Base64.Encoder encoder, byte[] bytes, int before) {
        byte[] shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        String encoded = encoder.encodeToString(shifted);
        int mixedAtStart = before == 0 ? 0 : before + 1;
        int whole = shifted.length * 8 / 6;
        return encoded.substring(mixedAtStart, whole);
    }

    private static String lowerCaseEscapes(String encoded) {
        return Pattern.compile("%[0-9A-F]{2}")
                .matcher(encoded)
                .replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT));
    }

    private static String jsonEscaped(String value) {
        return value.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    /**
     * How many values it hides, none of them.
     *
     * @return for instance {@code SecretMask[3 values]}
     */
    @Override
    public String toString() {
        return "SecretMask[" + values.size() + " values]";
    }
}
