package me.meeshy.infra.image;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The images that a Dockerfile names: those that it builds upon, and those that it copies from. */
final class Bases {

    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([a-zA-Z_][a-zA-Z0-9_]*)(?::?([-+])([^}]*))?}|([a-zA-Z_][a-zA-Z0-9_]*))");
    private static final Pattern ARGUMENT = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)(?:=(.*))?");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final String SCRATCH = "scratch";

    private final Map<String, String> given;
    private final Optional<String> target;
    private final Map<String, String> variables = new HashMap<>();
    private final Set<String> stages = new HashSet<>();
    private final Set<String> images = new LinkedHashSet<>();
    private int begun;
    private String current = "";

    private Bases(Map<String, String> given, Optional<String> target) {
        this.given = given;
        this.target = target;
    }

    /**
     * Finds them.
     *
     * @param instructions the Dockerfile's
     * @param given the arguments of the build
     * @param target up to which stage it is built, by name or number; all if empty
     * @return their references, as far as they are known before the build
     */
    static List<String> of(
            List<Dockerfile.Instruction> instructions, Map<String, String> given, Optional<String> target) {
        var bases = new Bases(given, target);
        for (Dockerfile.Instruction instruction : instructions) {
            switch (instruction.name()) {
                case "ARG" -> bases.argument(instruction.rest());
                case "FROM" -> {
                    if (bases.isAtTarget()) {
                        return List.copyOf(bases.images);
                    }
                    bases.from(instruction.words());
                }
                case "COPY" -> instruction.flag("from").ifPresent(bases::named);
                default -> {}
            }
        }
        return List.copyOf(bases.images);
    }

    private boolean isAtTarget() {
        return begun > 0
                && target.filter(wanted -> wanted.equalsIgnoreCase(current) || wanted.equals(String.valueOf(begun - 1)))
                        .isPresent();
    }

    /** Only those before the first stage count for the names of images. */
    private void argument(String text) {
        for (String word : begun == 0 ? text.split("\\s+") : new String[0]) {
            Matcher matcher = ARGUMENT.matcher(word);
            if (!matcher.matches()) {
                continue;
            }
            @Nullable String value = given.getOrDefault(matcher.group(1), matcher.group(2));
            if (value != null) {
                variables.put(matcher.group(1), value.replaceAll("^([\"'])(.*)\\1$", "$2"));
            }
        }
    }

    private void from(String[] words) {
        named(words[0]);
        begun++;
        current = words.length == 3 ? words[2].toLowerCase(Locale.ROOT) : "";
        stages.add(current);
    }

    private void named(String text) {
        Optional<String> name = substituted(text);
        name.filter(image -> !image.isEmpty()
                        && !image.equals(SCRATCH)
                        && !stages.contains(image.toLowerCase(Locale.ROOT))
                        && !NUMBER.matcher(image).matches())
                .ifPresent(images::add);
    }

    /** Empty where a variable has no value that is known. */
    private Optional<String> substituted(String text) {
        var result = new StringBuilder();
        Matcher variable = VARIABLE.matcher(text);
        while (variable.find()) {
            @Nullable String inBraces = variable.group(1);
            @Nullable String value = variables.get(inBraces == null ? variable.group(4) : inBraces);
            boolean isSet = value != null && !value.isEmpty();
            @Nullable String operator = variable.group(2);
            if (operator != null) {
                String other = variable.group(3);
                value = operator.equals("-") ? (isSet ? value : other) : (isSet ? other : "");
            }
            if (value == null) {
                return Optional.empty();
            }
            variable.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        String whole = variable.appendTail(result).toString();
        return whole.contains("$") ? Optional.empty() : Optional.of(whole);
    }
}
