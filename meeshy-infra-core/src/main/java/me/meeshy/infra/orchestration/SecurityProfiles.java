package me.meeshy.infra.orchestration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import me.meeshy.infra.internal.Json;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Security;
import me.meeshy.infra.model.Service;

/** Security options as the engine takes them: with {@code =}, and with a profile's content in place of its file. */
final class SecurityProfiles {

    private static final String SECCOMP = "seccomp=";
    private static final Set<String> NO_FILES = Set.of("unconfined", "builtin");

    private SecurityProfiles() {}

    static Security loaded(Service service) {
        Security security = service.security();
        List<String> options = new ArrayList<>();
        for (String option : security.options()) {
            String text = option.startsWith("seccomp:") ? SECCOMP + option.substring(SECCOMP.length()) : option;
            options.add(
                    text.startsWith(SECCOMP) && !NO_FILES.contains(text.substring(SECCOMP.length()))
                            ? SECCOMP + profile(service, text.substring(SECCOMP.length()))
                            : text);
        }
        return new Security(
                security.privileged(),
                security.readOnlyRoot(),
                security.addedCapabilities(),
                security.droppedCapabilities(),
                options,
                security.groups(),
                security.apiSocket());
    }

    private static String profile(Service service, String file) {
        try {
            return Json.write(Json.parse(Files.readString(Path.of(file))));
        } catch (IOException | IllegalArgumentException e) {
            throw new InfraException(
                    "service " + service.name() + ": cannot read the seccomp profile " + file + ": " + e
                            + "; it is to be a JSON file",
                    e);
        }
    }
}
