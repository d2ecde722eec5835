package me.meeshy.infra.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import me.meeshy.infra.engine.EngineException;

/** The settings of an {@link EmbeddedEngine}. Not safe for use by several threads. */
public final class EmbeddedEngineBuilder {

    private Optional<Path> workDirectory = Optional.empty();
    private Optional<Path> mongod = Optional.empty();
    private boolean standIn;

    EmbeddedEngineBuilder() {}

    /**
     * Where volumes are; what is in them stays when the engine is closed.
     *
     * @param folder a folder that need not be there yet; if this is not called, a temporary one
     * @return this builder
     */
    public EmbeddedEngineBuilder workDirectory(Path folder) {
        workDirectory = Optional.of(folder.toAbsolutePath());
        return this;
    }

    /**
     * Which {@code mongod} to use.
     *
     * @param binary the program; if this is not called, the one that the system property {@value EmbeddedEngine#MONGOD_PROPERTY} names, else
     *     the PATH's, else the stand-in
     * @return this builder
     */
    public EmbeddedEngineBuilder mongod(Path binary) {
        mongod = Optional.of(binary.toAbsolutePath());
        return this;
    }

    /**
     * Uses the in-process stand-in for MongoDB even if there is a {@code mongod}.
     *
     * @return this builder
     */
    public EmbeddedEngineBuilder mongoStandIn() {
        standIn = true;
        return this;
    }

    /**
     * Starts the engine.
     *
     * @return the engine
     * @throws EngineException if its folder cannot be made, or the {@code mongod} that was named is no program
     * @throws IllegalStateException if both a {@code mongod} and the stand-in were asked for
     */
    public EmbeddedEngine start() {
        if (standIn && mongod.isPresent()) {
            throw new IllegalStateException("either a mongod or the stand-in for one, not both");
        }
        Optional<Path> binary = standIn
                ? Optional.empty()
                : mongod.or(EmbeddedEngineBuilder::named).or(() -> Programs.onPath("mongod"));
        binary.filter(program -> !Files.isExecutable(program)).ifPresent(program -> {
            throw new EngineException(
                    EngineException.Reason.OTHER,
                    "cannot start the embedded engine: " + program
                            + " is not a program; name a mongod by the system property "
                            + EmbeddedEngine.MONGOD_PROPERTY
                            + ", or none",
                    null);
        });
        try {
            Path folder = workDirectory.isPresent()
                    ? OwnerOnly.folder(workDirectory.get())
                    : Files.createTempDirectory("meeshy-embedded-");
            return new EmbeddedEngine(folder, workDirectory.isEmpty(), binary);
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Reason.OTHER, "cannot make the embedded engine's folder: " + e, e);
        }
    }

    private static Optional<Path> named() {
        return Optional.ofNullable(System.getProperty(EmbeddedEngine.MONGOD_PROPERTY))
                .filter(name -> !name.isBlank())
                .map(name -> Path.of(name).toAbsolutePath());
    }
}
