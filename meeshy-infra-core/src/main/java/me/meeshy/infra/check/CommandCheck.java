package me.meeshy.infra.check;

import java.time.Duration;
import java.util.List;
import me.meeshy.infra.RunningService;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.secret.SecretMask;

/** That a command inside a service's container ends with exit code 0. */
final class CommandCheck implements Check {

    private final RunningService service;
    private final List<String> command;

    CommandCheck(RunningService service, List<String> command) {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command for service " + service.name() + " has at least a program");
        }
        this.service = service;
        this.command = List.copyOf(command);
    }

    @Override
    public CheckResult run(Duration deadline) {
        ExecResult result = service.exec(command, deadline);
        if (result.exitCode() == 0) {
            return CheckResult.holds(this + ": exit code 0");
        }
        String said = result.standardError().isBlank() ? result.standardOutput() : result.standardError();
        SecretMask mask = EnvironmentSecrets.mask(service.environment());
        return CheckResult.fails(this + ": exit code " + result.exitCode()
                + (said.isBlank() ? ", no output" : ": " + Excerpt.tail(mask.mask(said))));
    }

    /** The program alone: arguments may hold what should not be printed. */
    @Override
    public String toString() {
        return command.get(0) + " in " + service.name();
    }
}
