package me.meeshy.infra.migration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.Supplier;
import me.meeshy.infra.Environment;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.RunningService;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import org.jspecify.annotations.Nullable;

/**
 * Two environments whose databases are real servers somewhere, and whose gateway is a file that says whether it runs: what
 * becomes of it outlives the process that stopped it, as a container does.
 */
final class DatabaseSides implements Sides {

    static final Environment STAGING = environment("staging", "migration-staging");
    static final Environment PRODUCTION = environment("production", "migration-production");

    private final Map<String, Supplier<InetSocketAddress>> databases;
    private final Path folder;

    DatabaseSides(Supplier<InetSocketAddress> staging, Supplier<InetSocketAddress> production, Path folder) {
        this.databases = Map.of("staging", staging, "production", production);
        this.folder = folder;
    }

    private static Environment environment(String name, String project) {
        return Environment.of(
                name,
                Stack.builder(project)
                        .service(Service.builder("database", "mongo:8.0")
                                .volume("database_data", "/data/db")
                                .build())
                        .service(Service.builder("gateway", "isopen/meeshy-gateway:latest")
                                .volume("gateway_uploads", "/app/uploads")
                                .build())
                        .build());
    }

    /** As compose left it: running, and started again by the engine whatever happens. */
    void startGateway() {
        write("true", "ALWAYS");
    }

    String gateway() {
        Properties state = read();
        return "running " + state.getProperty("running") + ", restart " + state.getProperty("restart");
    }

    List<String> gatewayHistory() {
        try {
            Path history = folder.resolve("gateway.history");
            return Files.exists(history) ? Files.readAllLines(history) : new ArrayList<>();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Properties read() {
        var state = new Properties();
        try (InputStream in = Files.newInputStream(folder.resolve("gateway"))) {
            state.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return state;
    }

    private void write(String running, String restart) {
        var state = new Properties();
        state.setProperty("running", running);
        state.setProperty("restart", restart);
        Path next = folder.resolve("gateway.next");
        try {
            try (OutputStream out = Files.newOutputStream(next)) {
                state.store(out, null);
            }
            Files.move(next, folder.resolve("gateway"), StandardCopyOption.ATOMIC_MOVE);
            Files.writeString(
                    folder.resolve("gateway.history"),
                    running + " " + restart + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public RunningEnvironment attach(Environment environment) {
        RunningService database = service(environment, "database");
        RunningService gateway = service(environment, "gateway");
        return proxy(RunningEnvironment.class, (method, arguments) -> switch (method) {
            case "environment" -> environment;
            case "services" -> List.of(database, gateway);
            case "service" -> arguments[0].equals("database") ? database : gateway;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    @Override
    public boolean embedded() {
        return false;
    }

    private RunningService service(Environment environment, String name) {
        return proxy(RunningService.class, (method, arguments) -> switch (method) {
            case "name" -> name;
            case "service" -> environment.stack().services().get(name);
            case "environment" -> environment;
            case "address" ->
                Objects.requireNonNull(databases.get(environment.name())).get();
            case "state" -> state();
            case "restartPolicy" -> {
                if (arguments.length == 0) {
                    yield new RestartPolicy(RestartPolicy.Mode.valueOf(read().getProperty("restart")), 0);
                }
                write(
                        read().getProperty("running"),
                        ((RestartPolicy) arguments[0]).mode().name());
                yield null;
            }
            case "stop" -> {
                write("false", read().getProperty("restart"));
                yield null;
            }
            case "start", "restart" -> {
                write("true", read().getProperty("restart"));
                yield null;
            }
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private ContainerState state() {
        boolean running = Boolean.parseBoolean(read().getProperty("running"));
        return new ContainerState(
                running ? ContainerState.Status.RUNNING : ContainerState.Status.EXITED,
                ContainerState.Health.NONE,
                OptionalInt.empty(),
                false,
                Optional.empty(),
                "",
                OptionalLong.empty());
    }

    private interface Answer {
        @Nullable
        Object to(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        answer.to(method.getName(), arguments == null ? new Object[0] : arguments)));
    }
}
