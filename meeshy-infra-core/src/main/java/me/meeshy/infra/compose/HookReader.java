package me.meeshy.infra.compose;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.model.Hook;

/** An item of {@code post_start} or {@code pre_stop}. */
final class HookReader {

    private HookReader() {}

    static Hook read(Field item, Reading reading) {
        Keys keys = Keys.of(item, Section.HOOK);
        Field command = keys.required("command", item);
        CommandSecrets.warn(command, reading);
        Map<String, String> environment = new LinkedHashMap<>();
        keys.given(
                "environment",
                field -> new EnvironmentReader(reading).read(field, null).forEach(environment::put));
        Field privileged = keys.fields().get("privileged");
        try {
            return new Hook(
                    ShellWords.read(command, reading.warnings()),
                    Optional.ofNullable(keys.fields().get("user")).map(Field::nonEmptyText),
                    privileged != null && privileged.bool(),
                    Optional.ofNullable(keys.fields().get("working_dir")).map(Field::nonEmptyText),
                    environment);
        } catch (IllegalArgumentException e) {
            throw command.problem("is empty");
        }
    }
}
