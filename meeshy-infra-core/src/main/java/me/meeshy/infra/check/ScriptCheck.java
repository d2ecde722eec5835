package me.meeshy.infra.check;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.Environment;
import me.meeshy.infra.model.InfraException;

/** That a program on this machine, run in an environment's directory with its variables, ends with exit code 0. */
final class ScriptCheck implements Check {

    /** More than the excerpt of a report shows, so that masking sees whole secrets. */
    private static final int OUTPUT_LIMIT_BYTES = 64 * 1024;
    /** How long output is waited for that a child of the script may still hold open. */
    private static final long OUTPUT_WAIT_MILLIS = 500;

    private static final Path NOTHING = Path.of("/dev/null");

    private final Environment environment;
    private final Path script;
    private final List<String> arguments;

    ScriptCheck(Environment environment, Path script, List<String> arguments) {
        this.environment = environment;
        this.script = script;
        this.arguments = List.copyOf(arguments);
    }

    @Override
    public CheckResult run(Duration deadline) {
        Path directory = environment.directory().orElse(Path.of("")).toAbsolutePath();
        Path file = directory.resolve(script).normalize();
        if (!Files.isRegularFile(file)) {
            return CheckResult.fails(this + ": there is no such file at " + file);
        }
        if (!Files.isExecutable(file)) {
            return CheckResult.fails(this + ": " + file + " is not executable; allow it with chmod +x");
        }
        Process process;
        try {
            process = start(file, directory);
        } catch (IOException e) {
            return CheckResult.fails(this + ": cannot be started: " + Excerpt.head(String.valueOf(e.getMessage()))
                    + "; does its first line name an interpreter that is there?");
        }
        try {
            return await(process, deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InfraException(this + " was interrupted and ended", e);
        } finally {
            endWithChildren(process);
        }
    }

    private Process start(Path file, Path directory) throws IOException {
        var command = new ArrayList<String>();
        command.add(file.toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        // a script that asks something gets an end of input in place of hanging
        if (Files.exists(NOTHING)) {
            builder.redirectInput(ProcessBuilder.Redirect.from(new File(NOTHING.toString())));
        }
        builder.environment().putAll(environment.variables());
        return builder.start();
    }

    private CheckResult await(Process process, Duration deadline) throws InterruptedException {
        Tail output = new Tail(process.getInputStream(), OUTPUT_LIMIT_BYTES).start();
        boolean ended = process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS);
        if (ended && process.exitValue() == 0) {
            return CheckResult.holds(this + ": exit code 0");
        }
        String what = ended ? "exit code " + process.exitValue() : "did not end within " + deadline.toMillis() + " ms";
        if (!ended) {
            endWithChildren(process);
        }
        String said = output.text(OUTPUT_WAIT_MILLIS);
        return CheckResult.fails(this + ": " + what
                + (said.isBlank()
                        ? ", no output"
                        : ": "
                                + Excerpt.tail(
                                        EnvironmentSecrets.mask(environment).mask(said))));
    }

    /** Children first: once their parent is gone they can no longer be found. */
    private static void endWithChildren(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public String toString() {
        return "script " + script;
    }
}
