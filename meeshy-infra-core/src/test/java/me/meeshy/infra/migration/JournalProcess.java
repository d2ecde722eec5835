package me.meeshy.infra.migration;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.model.InfraException;

/** A journal in a process of its own. */
final class JournalProcess {

    /** Holds the journal until its input ends. */
    static final String HOLD = "hold";
    /** Writes until the disk is full, then as a run that undoes what it did. */
    static final String FILL = "fill";

    static final String HELD = "held";

    private JournalProcess() {}

    static ProcessBuilder java(String what, Path directory) {
        return new ProcessBuilder(command(what, directory)).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /** With a limit of the size of the files that it writes, which it meets as it would a full disk. */
    static ProcessBuilder javaWithFilesUpTo(int bytes, String what, Path directory) {
        var command = new ArrayList<>(List.of("sh", "-c", "ulimit -f " + bytes / 512 + " && exec \"$@\"", "sh"));
        command.addAll(command(what, directory));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private static List<String> command(String what, Path directory) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                JournalProcess.class.getName(),
                what,
                directory.toString());
    }

    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String... arguments) throws IOException {
        Path directory = Path.of(arguments[1]);
        if (arguments[0].equals(HOLD)) {
            Journal journal = Journal.open(directory, JournalListener.NONE, Clock.systemUTC());
            System.out.println(HELD);
            int input = System.in.read();
            while (input >= 0) {
                input = System.in.read();
            }
            journal.close();
            return;
        }
        try (Journal journal = Journal.create(directory, JournalListener.NONE, Clock.systemUTC())) {
            try {
                for (int i = 0; i < 1_000; i++) {
                    journal.record("large", Map.of("filling", "x".repeat(700)));
                }
            } catch (InfraException e) {
                System.out.println(e.getMessage());
            }
            journal.record("undo", Map.of());
            journal.record("finished", Map.of());
        }
    }
}
