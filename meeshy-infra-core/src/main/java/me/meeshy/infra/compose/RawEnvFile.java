package me.meeshy.infra.compose;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import me.meeshy.infra.compose.EnvFile.Variable;
import org.jspecify.annotations.Nullable;

/** An {@code env_file} of {@code format: raw}, as {@code docker run --env-file} reads it: values stand as they are. */
final class RawEnvFile {

    private RawEnvFile() {}

    static Map<String, Variable> parse(Path file, String text, Function<String, @Nullable String> outside) {
        Map<String, Variable> variables = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            String statement = line.stripLeading();
            if (statement.isEmpty() || statement.startsWith("#")) {
                continue;
            }
            int equals = statement.indexOf('=');
            String name = equals < 0 ? statement : statement.substring(0, equals);
            if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
                throw new ComposeFileException(
                        new Position(file, number, 0), "", "this line is no NAME=value: a name takes no spaces");
            }
            String value = equals < 0 ? outside.apply(name) : statement.substring(equals + 1);
            if (value != null) {
                variables.put(name, new Variable(value, number));
            }
        }
        return variables;
    }
}
