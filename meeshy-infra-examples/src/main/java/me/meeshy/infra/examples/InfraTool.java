package me.meeshy.infra.examples;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import me.meeshy.infra.Consent;
import me.meeshy.infra.DownReport;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.RunningService;
import me.meeshy.infra.Volumes;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.plan.UpOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** A small command-line tool over a compose directory: each subcommand is a call or two of the library. */
@Command(
        name = "infra",
        mixinStandardHelpOptions = true,
        subcommands = CommandLine.HelpCommand.class,
        description = "Brings the stack of a compose directory up, looks at it, and takes it down.")
public final class InfraTool {

    @Option(
            names = {"-d", "--directory"},
            scope = ScopeType.INHERIT,
            description = "The directory with the compose file; the current one unless given.")
    private Path directory = Path.of(".");

    @Option(
            names = "--role",
            scope = ScopeType.INHERIT,
            description = "What it is for, such as STAGING; what runs keeps its role unless given.")
    private Optional<Role> role = Optional.empty();

    private final PrintStream out;
    private final Supplier<Infra> connection;

    InfraTool(PrintStream out, Supplier<Infra> connection) {
        this.out = out;
        this.connection = connection;
    }

    /**
     * Runs it.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String... arguments) {
        int exitCode;
        try (var connection = new Connection()) {
            exitCode = run(System.out, connection, arguments);
        }
        System.exit(exitCode);
    }

    /** Made when it is needed first: asking for help needs no engine. */
    private static final class Connection implements Supplier<Infra>, AutoCloseable {

        private Optional<Infra> open = Optional.empty();

        @Override
        public Infra get() {
            if (open.isEmpty()) {
                open = Optional.of(Infra.connect());
            }
            return open.get();
        }

        @Override
        public void close() {
            open.ifPresent(Infra::close);
        }
    }

    /** Runs it without ending the process, and gives the exit code. */
    static int run(PrintStream out, Supplier<Infra> connection, String... arguments) {
        return new CommandLine(new InfraTool(out, connection))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof InfraException) {
                        out.println("FAILED: " + failure.getMessage());
                        return 1;
                    }
                    throw failure;
                })
                .execute(arguments);
    }

    private Environment environment() {
        Environment loaded = Environment.load(directory.toAbsolutePath().normalize());
        return role.map(loaded::as).orElse(loaded);
    }

    @Command(description = "Says what up would do, and why; changes nothing.")
    int plan(@Parameters(arity = "0..*", paramLabel = "SERVICE") List<String> services) {
        Infra infra = connection.get();
        out.println(infra.plan(environment(), options(services).build()));
        return 0;
    }

    @Command(description = "Brings it up and waits until all is ready.")
    int up(
            @Parameters(arity = "0..*", paramLabel = "SERVICE", description = "Only these, and what they depend on.")
                    List<String> services,
            @Option(names = "--within", defaultValue = "PT5M", description = "Such as PT2M.") Duration limit) {
        Infra infra = connection.get();
        RunningEnvironment running =
                infra.up(environment(), options(services).deadline(limit).build());
        out.println(running.status());
        return 0;
    }

    private static UpOptions.Builder options(List<String> services) {
        UpOptions.Builder options = UpOptions.builder();
        return services == null || services.isEmpty() ? options : options.services(services.toArray(String[]::new));
    }

    @Command(description = "Shows what its containers are doing.")
    int status(
            @Option(names = "--format", defaultValue = "table", description = "table, markdown or json.")
                    String format) {
        Infra infra = connection.get();
        var status = infra.attach(environment()).status();
        out.println(
                switch (format.toLowerCase(Locale.ROOT)) {
                    case "table" -> status.toString();
                    case "markdown" -> status.toMarkdown();
                    case "json" -> status.toJson();
                    default -> throw new InfraException("there is no format '" + format + "'");
                });
        return status.allWell() ? 0 : 1;
    }

    @Command(description = "Shows the last lines of its logs.")
    int logs(
            @Parameters(arity = "0..*", paramLabel = "SERVICE") List<String> services,
            @Option(names = "--tail", defaultValue = "100") int tail,
            @Option(
                            names = {"-f", "--follow"},
                            description = "Goes on, also across restarts, until it is interrupted.")
                    boolean follow) {
        Infra infra = connection.get();
        RunningEnvironment running = infra.attach(environment());
        List<String> asked = services == null ? List.of() : services;
        if (follow) {
            try (Subscription logs =
                    running.logs().of(asked.toArray(String[]::new)).tail(tail).follow(out::println)) {
                logs.await(Duration.ofDays(365));
            }
            return 0;
        }
        List<RunningService> shown = asked.isEmpty()
                ? running.services()
                : asked.stream().map(running::service).toList();
        for (RunningService service : shown) {
            service.logs().tail(tail).lines().forEach(line -> out.println(service.name() + " | " + line));
        }
        return 0;
    }

    @Command(description = "Runs a command inside a service's container, and ends as it does.")
    int exec(
            @Parameters(index = "0", paramLabel = "SERVICE") String service,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND") List<String> command,
            @Option(names = "--within", defaultValue = "PT10M") Duration limit) {
        Infra infra = connection.get();
        String[] arguments = command.stream().skip(1).toArray(String[]::new);
        ExecResult result = infra.attach(environment())
                .service(service)
                .exec(command.get(0), arguments)
                .outputLines(out::println)
                .errorLines(out::println)
                .run(limit);
        return result.exitCode();
    }

    @Command(description = "Restarts a service and waits until it is ready again.")
    int restart(@Parameters(paramLabel = "SERVICE") String service) {
        Infra infra = connection.get();
        RunningEnvironment running = infra.attach(environment());
        running.service(service).restart();
        out.println(running.status());
        return 0;
    }

    @Command(description = "Takes it down; keeps its volumes unless told otherwise.")
    int down(
            @Option(names = "--volumes", description = "Deletes its volumes, too.") boolean volumes,
            @Option(
                            names = "--destroy-data-of",
                            paramLabel = "ENVIRONMENT",
                            description = "Names the environment whose data may go; needed for production.")
                    Optional<String> consent) {
        Infra infra = connection.get();
        RunningEnvironment running = infra.attach(environment());
        Volumes what = volumes ? Volumes.DELETE : Volumes.KEEP;
        DownReport report =
                consent.isPresent() ? running.down(what, Consent.toDestroyDataOf(consent.get())) : running.down(what);
        report.removed().forEach(removed -> out.println("removed " + removed));
        report.kept().forEach(kept -> out.println("kept " + kept));
        return 0;
    }
}
