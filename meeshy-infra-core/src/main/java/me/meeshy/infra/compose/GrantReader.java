package me.meeshy.infra.compose;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import me.meeshy.infra.model.Config;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.GrantedContent;
import me.meeshy.infra.model.Secret;

/** A service's {@code secrets} and {@code configs}. Only a copy can have an owner of its own: a file keeps the one that it has. */
final class GrantReader {

    private static final int MAX_TARGETS = 1_000;
    private static final List<String> OF_COPIES = List.of("uid", "gid", "mode");

    private final Reading reading;
    private final Set<String> copiedSecrets;
    private final Set<String> copiedConfigs;

    GrantReader(Reading reading, Resources resources) {
        this.reading = reading;
        this.copiedSecrets = resources.secrets().values().stream()
                .filter(secret -> isCopied(secret.content()))
                .map(Secret::key)
                .collect(Collectors.toUnmodifiableSet());
        this.copiedConfigs = resources.configs().values().stream()
                .filter(config -> isCopied(config.content()))
                .map(Config::key)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isCopied(GrantedContent content) {
        return !(content instanceof GrantedContent.OfFile);
    }

    List<FileGrant> secrets(Field field) {
        return read(field, "/run/secrets/", copiedSecrets);
    }

    List<FileGrant> configs(Field field) {
        return read(field, "/", copiedConfigs);
    }

    private List<FileGrant> read(Field field, String folder, Set<String> copied) {
        Map<String, FileGrant> byTarget = new LinkedHashMap<>();
        for (Field item : field.items()) {
            FileGrant grant = grant(item, folder, copied);
            byTarget.put(grant.target(), grant);
            if (byTarget.size() > MAX_TARGETS) {
                throw item.problem("the service has more than " + MAX_TARGETS + " of them");
            }
        }
        return List.copyOf(byTarget.values());
    }

    private FileGrant grant(Field item, String folder, Set<String> copied) {
        if (!item.isMapping()) {
            String source = item.nonEmptyText();
            return new FileGrant(source, MountSyntax.cleaned(folder + source));
        }
        Map<String, Field> keys = item.entries(Section.GRANT);
        Field sourceField = keys.get("source");
        if (sourceField == null) {
            throw item.problem("the key source is missing");
        }
        String source = sourceField.nonEmptyText();
        Field targetField = keys.get("target");
        String written = targetField == null || targetField.isEmptyText() ? source : targetField.text();
        String target = MountSyntax.cleaned(written.startsWith("/") ? written : folder + written);
        if (!copied.contains(source)) {
            OF_COPIES.stream()
                    .filter(keys::containsKey)
                    .map(keys::get)
                    .forEach(field -> reading.warn(
                            field,
                            "has no effect on a file, as with compose: the container"
                                    + " sees the owner and the permissions that the file has on the host"));
            return new FileGrant(source, target);
        }
        Field mode = keys.get("mode");
        return new FileGrant(
                source,
                target,
                Optional.ofNullable(keys.get("uid")).map(GrantReader::number),
                Optional.ofNullable(keys.get("gid")).map(GrantReader::number),
                mode == null ? OptionalInt.empty() : OptionalInt.of(PermissionBits.read(mode, reading.warnings())));
    }

    private static String number(Field field) {
        if (!field.text().matches("[0-9]{1,9}")) {
            throw field.problem(field.shown() + " is no number: names of users are not known outside the container");
        }
        return field.text();
    }
}
