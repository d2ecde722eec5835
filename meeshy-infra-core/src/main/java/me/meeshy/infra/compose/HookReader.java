package me.meeshy.infra.compose;

import java.util.Optional;
import java.util.function.Consumer;
import me.meeshy.infra.model.Hook;

/** A service's {@code post_start} and {@code pre_stop}. */
final class HookReader {

    private HookReader() {}

    static void read(Field field, Reading reading, EnvironmentReader environments, Consumer<Hook> hooks) {
        for (Field item : field.items()) {
            Keys keys = Keys.of(item, Section.HOOK);
            Field command = keys.required("command", item);
            CommandSecrets.warn(command, reading);
            var words = ShellWords.read(command, reading.warnings());
            if (words.isEmpty()) {
                throw command.problem("is empty");
            }
            var given = new Given();
            keys.text("user", user -> given.user = Optional.of(user));
            keys.text("working_dir", directory -> given.directory = Optional.of(directory));
            keys.bool("privileged", privileged -> given.privileged = privileged);
            keys.given("environment", variables -> given.environment = Optional.of(variables));
            hooks.accept(new Hook(
                    words,
                    given.user,
                    given.privileged,
                    given.directory,
                    environments.read(given.environment.orElse(null), null)));
        }
    }

    private static final class Given {
        private Optional<String> user = Optional.empty();
        private Optional<String> directory = Optional.empty();
        private Optional<Field> environment = Optional.empty();
        private boolean privileged;
    }
}
