package me.meeshy.infra.examples;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The main job from the command line: brings Meeshy's two environments up and migrates staging to production. */
@Command(
        name = "staging-to-production",
        mixinStandardHelpOptions = true,
        description =
                "Brings Meeshy's staging and production up, migrates staging's data to production, and clears both away.")
public final class StagingToProduction implements Callable<Integer> {

    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = "environments",
            description = "The directory that holds production/ and staging/ (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of("environments");

    @Option(
            names = "--keep",
            description = "Leaves production running at the end.",
            defaultValue = "${sys:meeshy.keep:-false}")
    private boolean keep;

    private StagingToProduction() {}

    /**
     * Runs it.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String... arguments) {
        System.exit(new CommandLine(new StagingToProduction()).execute(arguments));
    }

    @Override
    public Integer call() {
        System.out.println(new MeeshyDirectories(directory).requirePresent() + " " + keep);
        return 0;
    }
}
