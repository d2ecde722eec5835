package me.meeshy.infra;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.docker.DockerEngine;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;

/**
 * An up in a process of its own, that ends as {@code kill -9} ends it: at once, right before or after a change that it makes
 * to the engine. Arguments: project, generation of the stack, and the change's number: {@code -n} before it, {@code n} after
 * it, 0 never. Prints how many changes it made.
 */
final class UpProcess {

    static final int CRASHED = 77;

    private static final Set<String> CHANGES = Set.of(
            "create",
            "start",
            "stop",
            "restart",
            "rename",
            "remove",
            "createNetwork",
            "removeNetwork",
            "createVolume",
            "removeVolume");

    private UpProcess() {}

    public static void main(String[] arguments) {
        int at = Integer.parseInt(arguments[2]);
        var changes = new AtomicInteger();
        ContainerEngine engine = crashing(DockerEngine.connect(), at, changes);
        try (Infra infra = Infra.on(engine)) {
            infra.up(environment(arguments[0], Integer.parseInt(arguments[1])), Duration.ofMinutes(1));
        }
        System.out.println(changes.get());
    }

    static List<String> command(String project, int generation, int at) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                UpProcess.class.getName(),
                project,
                String.valueOf(generation),
                String.valueOf(at));
    }

    /** One service that is stopped first, since it writes a volume, and one that is replaced beside the old one. */
    static Environment environment(String project, int generation) {
        Service database = ProjectFixture.redis("database")
                .volume("data", "/data")
                .environment("GENERATION", "g" + generation)
                .build();
        Service web = Service.builder("web", "nginx:alpine")
                .environment("GENERATION", "g" + generation)
                .dependsOn("database", Condition.HEALTHY)
                .healthcheck(Healthcheck.command("curl", "-fs", "http://localhost/"))
                .build();
        return Environment.of(
                "up", Stack.builder(project).service(database).service(web).build());
    }

    private static ContainerEngine crashing(ContainerEngine engine, int at, AtomicInteger changes) {
        return (ContainerEngine) Proxy.newProxyInstance(
                UpProcess.class.getClassLoader(), new Class<?>[] {ContainerEngine.class}, (proxy, method, values) -> {
                    int change = CHANGES.contains(method.getName()) ? changes.incrementAndGet() : 0;
                    if (change != 0 && change == -at) {
                        Runtime.getRuntime().halt(CRASHED);
                    }
                    try {
                        Object answer = method.invoke(engine, values);
                        // the same engine with a deadline: what is asked of it counts, too
                        return method.getName().equals("within")
                                ? crashing((ContainerEngine) answer, at, changes)
                                : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        if (change != 0 && change == at) {
                            Runtime.getRuntime().halt(CRASHED);
                        }
                    }
                });
    }
}
