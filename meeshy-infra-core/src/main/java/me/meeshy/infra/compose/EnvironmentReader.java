package me.meeshy.infra.compose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.compose.EnvFile.Variable;
import org.jspecify.annotations.Nullable;

/** A service's variables: its {@code env_file}s in order, then what {@code environment} says, which wins. */
final class EnvironmentReader {

    /** All files of variables of all services together; a file counts each time it is named. */
    private static final long MAX_CHARACTERS = 64L * 1024 * 1024;

    private final Reading reading;
    private final Map<Path, String> texts = new HashMap<>();
    private long charactersLeft = MAX_CHARACTERS;

    EnvironmentReader(Reading reading) {
        this.reading = reading;
    }

    Map<String, String> read(@Nullable Field environment, @Nullable Field files) {
        Map<String, Optional<String>> own = own(environment);
        Map<String, String> variables = new LinkedHashMap<>();
        if (files != null) {
            Set<Path> seen = new HashSet<>();
            for (Field file : files.itemsOrMapping()) {
                fromFile(file, own, seen).forEach((name, variable) -> variables.put(name, variable.value()));
            }
        }
        own.forEach((name, value) -> {
            // a variable that is to come from outside and is not there is not set at all, whatever the files say
            variables.remove(name);
            value.ifPresent(text -> variables.put(name, text));
        });
        return variables;
    }

    /** Names and values of files alone, as {@code label_file} names them. */
    Map<String, String> files(Field files) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Field file : files.itemsOrSingle()) {
            Path path = reading.paths().resolve(file, file.nonEmptyText());
            if (!Files.exists(path)) {
                throw file.problem("there is no file " + file.shown() + "; make it, or take it away");
            }
            parse(file, path, false, Map.of()).forEach((name, variable) -> values.put(name, variable.value()));
        }
        return values;
    }

    private Map<String, Optional<String>> own(@Nullable Field environment) {
        Map<String, Optional<String>> own = new LinkedHashMap<>();
        if (environment == null) {
            return own;
        }
        Pairs.scalars(environment).forEach((name, value) -> {
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.endsWith(" ")) {
                throw value.problem("cannot be the name of a variable");
            }
            Optional<String> text = Optional.ofNullable(
                    value.isNull() ? value.node().at().source().variables().get(name) : value.text());
            warnOfNumber(value);
            if (text.isPresent() && isSecret(name, text.get())) {
                reading.warn(value, SECRET);
            }
            own.put(name, text);
        });
        return own;
    }

    private static final String SECRET = "looks like a secret, and whoever may inspect the container can read it"
            + " there; put it into a file, name that under secrets: and, where the image knows it, in a variable that ends"
            + " in _FILE";

    private static boolean isSecret(String name, String value) {
        return !value.isEmpty()
                && (SecretNames.looksSecret(name)
                        || (!SecretNames.namesFile(name) && SecretNames.holdsPassword(value)));
    }

    /** Compose understands an unquoted number and writes it out anew. */
    private void warnOfNumber(Field value) {
        if (value.node() instanceof YamlNode.Scalar scalar
                && (scalar.kind() == YamlNode.Kind.FLOAT || scalar.kind() == YamlNode.Kind.INTEGER)
                && !scalar.source().equals(scalar.text())) {
            reading.warn(
                    value,
                    "is read as a number, as compose does, and so reaches the container in another spelling;"
                            + " quote it if it is meant as it stands");
        }
    }

    private Map<String, Variable> fromFile(Field item, Map<String, Optional<String>> own, Set<Path> seen) {
        Field pathField = item;
        boolean required = true;
        boolean raw = false;
        if (item.isMapping()) {
            Map<String, Field> keys = item.entries(Section.ENV_FILE);
            pathField = keys.get("path");
            if (pathField == null) {
                throw item.problem("the key path is missing");
            }
            Field requiredField = keys.get("required");
            required = requiredField == null || requiredField.bool();
            Field format = keys.get("format");
            if (format != null && !format.text().isEmpty()) {
                if (!format.text().equals("raw")) {
                    throw format.problem(format.shown() + " is no format; there is raw");
                }
                raw = true;
            }
        }
        Path file = reading.paths().resolve(pathField, pathField.nonEmptyText());
        // the first time counts, as with compose
        if (!seen.add(file)) {
            return Map.of();
        }
        if (!Files.exists(file)) {
            if (required) {
                throw pathField.problem("there is no file " + pathField.shown() + " in "
                        + pathField.node().at().source().directory() + "; make it, or say required: false");
            }
            return Map.of();
        }
        Map<String, Variable> variables = parse(pathField, file, raw, own);
        warnOfSecrets(pathField, file, variables);
        return variables;
    }

    private Map<String, Variable> parse(Field item, Path file, boolean raw, Map<String, Optional<String>> own) {
        String text = texts.computeIfAbsent(file, YamlReader::text);
        charactersLeft -= text.length();
        if (charactersLeft < 0) {
            throw item.problem("the files of variables come to more than " + MAX_CHARACTERS / (1024 * 1024)
                    + " million characters");
        }
        if (raw) {
            return RawEnvFile.parse(file, text, reading::variable);
        }
        return EnvFile.parse(file, text, name -> outside(name, own), reading.ledger());
    }

    private @Nullable String outside(String name, Map<String, Optional<String>> own) {
        String outside = reading.variable(name);
        return outside != null
                ? outside
                : own.getOrDefault(name, Optional.empty()).orElse(null);
    }

    private void warnOfSecrets(Field item, Path file, Map<String, Variable> variables) {
        variables.forEach((name, variable) -> {
            if (isSecret(name, variable.value())) {
                reading.warnings()
                        .add(new ComposeWarning(
                                file, variable.line(), item.path() + ": the variable " + name + " " + SECRET));
            }
        });
    }
}
