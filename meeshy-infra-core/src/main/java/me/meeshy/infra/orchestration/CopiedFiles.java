package me.meeshy.infra.orchestration;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import me.meeshy.infra.archive.Owner;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.GrantedContent;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Service;

/** What of a service's secrets and configs is copied into its containers: the values of variables and the texts of the stack. */
final class CopiedFiles {

    /** As compose has it. */
    private static final int DEFAULT_MODE = 0444;

    private final Project project;

    CopiedFiles(Project project) {
        this.project = project;
    }

    List<CopiedFile> of(Service service) {
        var files = new ArrayList<CopiedFile>();
        for (FileGrant grant : service.secrets()) {
            copied(service, "secret", grant, project.secret(grant)).ifPresent(files::add);
        }
        for (FileGrant grant : service.configs()) {
            copied(service, "config", grant, project.config(grant)).ifPresent(files::add);
        }
        if (service.security().apiSocket()) {
            whyUnseen(service, ApiSocket.LOGINS).ifPresent(why -> {
                throw new InfraException("service " + service.name() + " of environment '" + project.environment()
                        + "' has use_api_socket, whose logins are copied to " + ApiSocket.LOGINS + ", and " + why
                        + "; take that away, or mount the engine's socket under volumes instead");
            });
            files.add(ApiSocket.logins());
        }
        return files;
    }

    private Optional<CopiedFile> copied(Service service, String what, FileGrant grant, GrantedContent content) {
        String text;
        if (content instanceof GrantedContent.OfVariable there) {
            text = project.variables().get(there.variable());
            if (text == null) {
                throw problem(
                        service,
                        what,
                        grant,
                        "is the variable " + there.variable() + ", which is not set; set it for this process"
                                + " or in the .env file");
            }
        } else if (content instanceof GrantedContent.OfText there) {
            text = there.text();
        } else {
            return Optional.empty();
        }
        refuseWhereItCannotBeSeen(service, what, grant);
        Owner owner = new Owner(
                false, number(service, what, grant, grant.user()), number(service, what, grant, grant.group()));
        return Optional.of(new CopiedFile(
                what + "s." + grant.target(),
                grant.target(),
                text.getBytes(StandardCharsets.UTF_8),
                grant.mode().orElse(DEFAULT_MODE),
                owner));
    }

    private void refuseWhereItCannotBeSeen(Service service, String what, FileGrant grant) {
        if (service.security().readOnlyRoot()) {
            throw problem(
                    service,
                    what,
                    grant,
                    "is copied into its container, and that has read_only: true; give the " + what
                            + " a file, which is mounted");
        }
        hiding(service, grant.target()).ifPresent(mount -> {
            throw problem(
                    service,
                    what,
                    grant,
                    "would be copied to " + grant.target() + ", where a mount at " + mount.target() + " " + harm(mount)
                            + "; give it another target");
        });
    }

    private static Optional<String> whyUnseen(Service service, String target) {
        if (service.security().readOnlyRoot()) {
            return Optional.of("its container has read_only: true");
        }
        return hiding(service, target).map(mount -> "a mount at " + mount.target() + " " + harm(mount));
    }

    private static Optional<Mount> hiding(Service service, String target) {
        return service.mounts().stream()
                .filter(mount -> target.equals(mount.target()) || target.startsWith(below(mount.target())))
                .findFirst();
    }

    private static String harm(Mount mount) {
        return mount instanceof Mount.Memory ? "hides it" : "would keep it outside the container";
    }

    private static String below(String folder) {
        return folder.endsWith("/") ? folder : folder + "/";
    }

    private int number(Service service, String what, FileGrant grant, Optional<String> id) {
        try {
            return id.map(Integer::parseInt).orElse(0);
        } catch (NumberFormatException e) {
            throw problem(service, what, grant, "is to belong to '" + id.orElse("") + "', which is no number");
        }
    }

    private InfraException problem(Service service, String what, FileGrant grant, String words) {
        return new InfraException("service " + service.name() + " of environment '" + project.environment()
                + "' uses the " + what + " '" + grant.source() + "', which " + words);
    }
}
