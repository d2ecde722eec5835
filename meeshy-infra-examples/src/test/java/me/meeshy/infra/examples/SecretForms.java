package me.meeshy.infra.examples;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the secrets of both environments would look like if something gave them away. Written without the library's own mask. */
final class SecretForms {

    private static final int SHORTEST_LINE = 16;

    /** Each form, with the name of the secret: the value itself must not be printed by a failing test either. */
    private final Map<String, String> forms = new LinkedHashMap<>();

    static SecretForms of(MeeshyDirectories directories) throws IOException {
        var all = new SecretForms();
        for (Path environment : List.of(directories.production(), directories.staging())) {
            try (Stream<Path> files = Files.list(environment.resolve("secrets"))) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    // certificates and public keys are nothing to hide
                    if (!file.toString().endsWith(".pem") && !file.toString().contains("public")) {
                        all.add(environment.getFileName() + "/" + file.getFileName(), Files.readString(file));
                    }
                }
            }
        }
        return all;
    }

    private void add(String name, String content) {
        for (String line : content.lines().toList()) {
            if (line.length() >= SHORTEST_LINE && !line.startsWith("-----")) {
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                forms.put(line, name);
                forms.put(URLEncoder.encode(line, StandardCharsets.UTF_8), name + ", URL-encoded");
                for (int shift = 0; shift < 3; shift++) {
                    var shifted = new byte[bytes.length + shift];
                    System.arraycopy(bytes, 0, shifted, shift, bytes.length);
                    String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
                    // without what the neighbouring bytes have a part in
                    forms.put(encoded.substring(shift == 0 ? 0 : shift + 1, encoded.length() - 2), name + ", base64");
                }
            }
        }
    }

    int count() {
        return forms.size();
    }

    /** The names of the secrets that stand in a text. */
    Set<String> in(String text) {
        var found = new TreeSet<String>();
        forms.forEach((form, name) -> {
            if (text.contains(form)) {
                found.add(name);
            }
        });
        return found;
    }
}
