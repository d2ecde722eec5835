package me.meeshy.infra.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import me.meeshy.infra.engine.EngineException;
import redis.embedded.core.ExecutableProvider;

/** Chooses by an image's name what stands for it. */
final class Programs {

    /** What an image's name is taken for. */
    enum Kind {
        MONGO,
        REDIS,
        HTTP;

        /** The ports that the image exposes. */
        Set<Integer> ports() {
            return switch (this) {
                case MONGO -> Set.of(Mongod.PORT);
                case REDIS -> Set.of(RedisServer.PORT);
                case HTTP -> Set.of();
            };
        }

        /** The paths that the image declares as volumes. */
        List<String> volumes() {
            return switch (this) {
                case MONGO -> List.of(Mongod.DATA, "/data/configdb");
                case REDIS -> List.of(RedisServer.DATA);
                case HTTP -> List.of();
            };
        }

        static Kind of(String image) {
            String repository = image.split("@", 2)[0];
            String last = repository.substring(repository.lastIndexOf('/') + 1).split(":", 2)[0];
            return switch (last) {
                case "mongo" -> MONGO;
                case "redis" -> REDIS;
                default -> HTTP;
            };
        }
    }

    private final Optional<Path> mongod;
    private final Path workDirectory;
    private final Map<Path, StandInBackend> standIns = new ConcurrentHashMap<>();

    Programs(Optional<Path> mongod, Path workDirectory) {
        this.mongod = mongod;
        this.workDirectory = workDirectory;
    }

    Function<Launch, Program> of(Kind kind) {
        return switch (kind) {
            case MONGO ->
                mongod.<Function<Launch, Program>>map(binary -> launch -> new Mongod(binary, launch))
                        .orElse(launch -> new MongoStandIn(launch, standIn(launch)));
            case REDIS -> launch -> new RedisServer(redisServer(), launch);
            case HTTP -> HttpStandIn::new;
        };
    }

    /** One for each volume, as a database's data is in its volume and not in its container. */
    private StandInBackend standIn(Launch launch) {
        return standIns.computeIfAbsent(launch.onHost(Mongod.DATA), volume -> new StandInBackend());
    }

    void forget(Path volume) {
        standIns.keySet().removeIf(data -> data.startsWith(volume));
    }

    /** The PATH's redis-server, else the one that the embedded-redis library carries. */
    private Path redisServer() {
        Optional<Path> installed = onPath("redis-server");
        if (installed.isPresent()) {
            return installed.get();
        }
        try {
            return ExecutableProvider.newJarResourceProvider(
                            OwnerOnly.folder(workDirectory.resolve("bin")).toFile())
                    .get()
                    .toPath();
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Reason.OTHER,
                    "no redis-server: none is on the PATH, and embedded-redis has none for this system (" + e
                            + "); install one",
                    e);
        }
    }

    static Optional<Path> onPath(String program) {
        String path = System.getenv("PATH");
        if (path == null) {
            return Optional.empty();
        }
        return List.of(path.split(java.io.File.pathSeparator)).stream()
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program).toAbsolutePath())
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .findFirst();
    }
}
