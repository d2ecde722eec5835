package me.meeshy.infra.compose;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Warns of secrets that variables bring into command lines and labels, where whoever may inspect a container reads them. */
final class CommandSecrets {

    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)(?:\\$\\$)*\\$\\{?([a-zA-Z_][a-zA-Z0-9_]*)");

    private CommandSecrets() {}

    static void warn(Field field, Reading reading) {
        List<Field> texts = field.isScalar()
                ? List.of(field)
                : field.isSequence()
                        ? field.items()
                        : List.copyOf(field.entries().values());
        Set<String> found = new LinkedHashSet<>();
        for (Field text : texts) {
            if (text.node() instanceof YamlNode.Scalar scalar && scalar.interpolated()) {
                VARIABLE.matcher(scalar.source())
                        .results()
                        .map(match -> match.group(1))
                        .forEach(name -> {
                            String value = reading.variable(name);
                            if (value != null && !value.isEmpty() && SecretNames.looksSecret(name)) {
                                found.add(name);
                            }
                        });
            }
        }
        for (String name : found) {
            reading.warn(
                    field,
                    "the variable " + name
                            + " looks like a secret, and whoever may inspect the container can read it there;"
                            + " put it into a file, name that under secrets: and let the program read the file");
        }
    }
}
