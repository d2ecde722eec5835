package me.meeshy.infra.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.Environment;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineInfo;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.model.InfraException;

/**
 * Keeps the example away from a Meeshy that really runs on this engine: the example ends by deleting both environments, so it works only
 * with a project that was not there before it came, which a file in the environment's directory says.
 */
final class Claim {

    private static final String PROJECT = "com.docker.compose.project";
    private static final String FILE = ".made-by-the-example";

    private final ContainerEngine engine;
    private final String project;
    private final Path file;

    private Claim(ContainerEngine engine, String project, Path file) {
        this.engine = engine;
        this.project = project;
        this.file = file;
    }

    static Claim on(ContainerEngine engine, Environment environment, Path directory) {
        return new Claim(engine, environment.stack().name(), directory.resolve(FILE));
    }

    /** Whether the example made the project, on this engine. */
    boolean held() {
        try {
            return Files.exists(file) && Files.readString(file).equals(mine());
        } catch (IOException e) {
            throw new InfraException("cannot read " + file + ": " + e, e);
        }
    }

    /** Refuses a project that has containers or volumes which the example did not make. */
    void take() {
        if (held()) {
            return;
        }
        try {
            List<String> found = existing();
            if (!found.isEmpty()) {
                throw new InfraException("the engine " + engine.info().name() + " has a project '" + project
                        + "' that this example did not make (" + String.join(", ", found)
                        + "); it would be changed and, at the end, deleted. Run the example on another engine, "
                        + "or with COMPOSE_PROJECT_NAME and ports of its own in the .env files of a copy");
            }
            Files.writeString(file, mine());
        } catch (IOException e) {
            throw new InfraException("cannot note in " + file + " that the example made this environment: " + e, e);
        }
    }

    /** Says that nothing of the project is left. */
    void release() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new InfraException("cannot remove " + file + ": " + e + "; remove it yourself", e);
        }
    }

    private String mine() {
        EngineInfo info = engine.info();
        return info.reach() + " " + info.name() + " " + project + "\n";
    }

    private List<String> existing() {
        var found = new ArrayList<String>();
        var ofProject = Map.of(PROJECT, project);
        engine.containers(ofProject).stream()
                .map(ContainerSummary::name)
                .map("container "::concat)
                .forEach(found::add);
        engine.volumes(ofProject).stream()
                .map(VolumeDetails::name)
                .map("volume "::concat)
                .forEach(found::add);
        return found;
    }
}
