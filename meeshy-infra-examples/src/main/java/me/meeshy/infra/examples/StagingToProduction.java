package me.meeshy.infra.examples;

import com.mongodb.MongoException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.meeshy.infra.Infra;
import me.meeshy.infra.embedded.EmbeddedEngine;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineInfo;
import me.meeshy.infra.examples.progress.Display;
import me.meeshy.infra.migration.MigrationReport;
import me.meeshy.infra.model.InfraException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The main job from the command line: brings Meeshy's two environments up, with made-up data, and migrates staging to production. On a Docker
 * engine where one answers, else on the embedded stand-in.
 */
@Command(
        name = "staging-to-production",
        mixinStandardHelpOptions = true,
        description =
                "Brings Meeshy's staging and production up, migrates staging's data to production, and clears both away.")
public final class StagingToProduction implements Callable<Integer> {

    static final String DEMONSTRATION = """
            DEMONSTRATION: no Docker engine and no mongod is used. An in-process stand-in takes MongoDB's place,
            so what follows shows the steps, and proves nothing about real data.
            """;

    @Parameters(
            arity = "0..1",
            defaultValue = "environments",
            description = "The directory that holds production/ and staging/ (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of("environments");

    @Option(
            names = "--keep",
            defaultValue = "${sys:meeshy.keep:-false}",
            description = "Leave what runs at the end; --clear takes it away later.")
    private boolean keep;

    @Option(names = "--clear", description = "Only take away what an earlier run left.")
    private boolean clear;

    @Option(names = "--embedded", description = "Use the embedded stand-in also where a Docker engine answers.")
    private boolean embedded;

    @Option(
            names = "--stand-in",
            description = "Use the embedded stand-in, and in it one for MongoDB also where there is a mongod.")
    private boolean standIn;

    private final PrintStream out;

    StagingToProduction(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String... arguments) {
        System.exit(run(System.out, arguments));
    }

    /**
     * Runs it without ending the process.
     *
     * @param out where to print
     * @param arguments see {@code --help}
     * @return the exit code: 0 if all went well
     */
    static int run(PrintStream out, String... arguments) {
        return new CommandLine(new StagingToProduction(out)).execute(arguments);
    }

    @Override
    public Integer call() {
        Display display = Display.on(out);
        var directories = new MeeshyDirectories(directory);
        try {
            Optional<Infra> docker = standIn || embedded ? Optional.empty() : docker(display);
            if (docker.isPresent()) {
                try (Infra infra = docker.get()) {
                    return run(new MainJob(infra, directories, display, false), display);
                }
            }
            return demonstrate(directories, display);
        } catch (InfraException | MongoException e) {
            display.print("\nFAILED: " + e.getMessage());
            for (Throwable suppressed : e.getSuppressed()) {
                display.print("and after that: " + suppressed.getMessage());
            }
            return 1;
        }
    }

    /** Without Docker: on free ports, so that it needs no rights, and in a copy, since nothing of it outlives the program. */
    private int demonstrate(MeeshyDirectories directories, Display display) {
        var engine = standIn ? EmbeddedEngine.builder().mongoStandIn().start() : EmbeddedEngine.start();
        try (Infra infra = Infra.on(engine);
                var folder = new TemporaryFolder("meeshy-demonstration-")) {
            display.print(
                    engine.mongoIsReal()
                            ? "Without Docker: a real mongod and a real redis-server, and HTTP stand-ins for all else."
                            : DEMONSTRATION);
            MeeshyDirectories copy = CopiedEnvironments.of(directories.requirePresent(), folder.path());
            return run(new MainJob(infra, copy, display, !engine.mongoIsReal()), display);
        }
    }

    private int run(MainJob job, Display display) {
        if (clear) {
            job.clear();
            return 0;
        }
        try {
            MigrationReport report = job.run();
            display.print(report.toString());
        } catch (InfraException | MongoException e) {
            clearUnlessKept(job, e);
            throw e;
        }
        if (!keep) {
            job.clear();
        }
        return 0;
    }

    private void clearUnlessKept(MainJob job, RuntimeException first) {
        if (!keep) {
            try {
                job.clear();
            } catch (InfraException second) {
                first.addSuppressed(second);
            }
        }
    }

    /** Empty, and said so, where no engine answers; one that answers and cannot be used is an error. */
    private static Optional<Infra> docker(Display display) {
        try {
            Infra infra = Infra.connect();
            EngineInfo engine = infra.engine().info();
            display.print("Docker engine " + engine.version() + " on " + engine.name());
            return Optional.of(infra);
        } catch (EngineException e) {
            if (e.reason() != EngineException.Reason.UNREACHABLE) {
                throw e;
            }
            display.print("no Docker engine answers: " + e.getMessage());
            return Optional.empty();
        }
    }
}
