package me.meeshy.infra.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import me.meeshy.infra.model.InfraException;

/** The instructions of a Dockerfile, as far as it matters which builder can carry them out. */
final class Dockerfile {

    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*([a-zA-Z]+)\\s*=\\s*(\\S+)\\s*");
    private static final Pattern INSTRUCTION =
            Pattern.compile("(?i)(?:ONBUILD\\s+)?([a-z]+)(?:\\s+(.*))?", Pattern.DOTALL);
    private static final Pattern FLAG = Pattern.compile("--([a-z][a-z-]*)(?:=(\\S*))?\\s*");
    private static final Pattern HEREDOC =
            Pattern.compile("(?:^|\\s)\\d*<<-?([\"']?)[a-zA-Z_][a-zA-Z0-9_]*\\1(?=$|[\\s;|&)>])");
    private static final Pattern PLATFORM_OF_BUILD = Pattern.compile("\\$\\{?(BUILD|TARGET)(PLATFORM|OS|ARCH|VARIANT)");

    /**
     * An instruction.
     *
     * @param line where it begins, from 1 on
     * @param name in upper case
     * @param rest what follows, its lines joined
     */
    record Instruction(int line, String name, String rest) {

        Stream<String> flags() {
            List<String> flags = new ArrayList<>();
            Matcher flag = FLAG.matcher(rest);
            for (int at = 0; flag.find(at) && flag.start() == at; at = flag.end()) {
                flags.add(flag.group(1));
            }
            return flags.stream();
        }

        Optional<String> flag(String name) {
            Matcher flag = FLAG.matcher(rest);
            for (int at = 0; flag.find(at) && flag.start() == at; at = flag.end()) {
                if (flag.group(1).equals(name)) {
                    return Optional.ofNullable(flag.group(2));
                }
            }
            return Optional.empty();
        }

        /** What follows the flags. */
        String[] words() {
            int begin = 0;
            Matcher flag = FLAG.matcher(rest);
            while (flag.find(begin) && flag.start() == begin) {
                begin = flag.end();
            }
            return rest.substring(begin).strip().split("\\s+", -1);
        }
    }

    private final String file;
    private final List<Instruction> instructions;

    private Dockerfile(String file, List<Instruction> instructions) {
        this.file = file;
        this.instructions = instructions;
    }

    static Dockerfile of(String text, String file) {
        List<Instruction> instructions = new ArrayList<>();
        char escape = '\\';
        boolean head = true;
        var joined = new StringBuilder();
        int start = 0;
        String[] lines = text.split("\r?\n", -1);
        for (int number = 1; number <= lines.length; number++) {
            String line = lines[number - 1].strip();
            Matcher directive = DIRECTIVE.matcher(line);
            if (head && directive.matches()) {
                if (directive.group(1).equalsIgnoreCase("escape")) {
                    escape = directive.group(2).charAt(0);
                }
                continue;
            }
            head = false;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            start = joined.length() == 0 ? number : start;
            if (line.charAt(line.length() - 1) == escape && number < lines.length) {
                joined.append(line, 0, line.length() - 1);
                continue;
            }
            add(joined.append(line).toString(), start, instructions);
            joined.setLength(0);
        }
        if (joined.length() > 0) {
            add(joined.toString(), start, instructions);
        }
        return new Dockerfile(file, instructions);
    }

    private static void add(String text, int line, List<Instruction> instructions) {
        Matcher matcher = INSTRUCTION.matcher(text);
        if (matcher.matches()) {
            String rest = Optional.ofNullable(matcher.group(2)).orElse("").strip();
            instructions.add(new Instruction(line, matcher.group(1).toUpperCase(Locale.ROOT), rest));
        }
    }

    /**
     * Refuses what only BuildKit can do.
     *
     * @throws InfraException if there is such an instruction; it names its place
     */
    void refuseWhatNeedsBuildKit() {
        if (instructions.isEmpty()) {
            throw new InfraException(file + " has no instructions; it begins with FROM");
        }
        for (Instruction instruction : instructions) {
            needsBuildKit(instruction).ifPresent(what -> {
                throw new InfraException(file + ":" + instruction.line() + ": " + what
                        + " is refused: only BuildKit can do that, and images are built by the engine's own builder; write"
                        + " it otherwise, or build the image beforehand with `docker build`");
            });
        }
    }

    /**
     * The images that it names, without stages of its own and what is not known before the build.
     *
     * @param arguments those of the build
     * @param target up to which stage it is built; all if empty
     */
    List<String> bases(Map<String, String> arguments, Optional<String> target) {
        return Bases.of(instructions, arguments, target);
    }

    private static Optional<String> needsBuildKit(Instruction instruction) {
        String name = instruction.name();
        List<String> known = switch (name) {
            case "FROM" -> List.of("platform");
            case "COPY" -> List.of("from", "chown");
            case "ADD" -> List.of("chown");
            case "HEALTHCHECK" -> List.of("interval", "timeout", "retries", "start-period");
            default -> List.of();
        };
        boolean flagged = List.of("FROM", "COPY", "ADD", "RUN", "HEALTHCHECK").contains(name);
        Optional<String> flag = instruction
                .flags()
                .filter(one -> flagged && !known.contains(one))
                .findFirst();
        if (flag.isPresent()) {
            return flag.map(one -> name + " --" + one);
        }
        boolean text = List.of("RUN", "COPY", "ADD").contains(name)
                && !instruction.rest().startsWith("[");
        if (text && HEREDOC.matcher(instruction.rest()).find()) {
            return Optional.of("a text within the Dockerfile (<<EOF) for " + name);
        }
        return name.equals("FROM")
                        && PLATFORM_OF_BUILD.matcher(instruction.rest()).find()
                ? Optional.of("FROM for a platform that is a variable of BuildKit's")
                : Optional.empty();
    }
}
