package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.docker.DockerEngine;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.orchestration.ProjectLock;
import me.meeshy.infra.plan.UpFailedException;

/**
 * An up or a down in a process of its own, that ends as {@code kill -9} ends it: at once, right before or after a change that it
 * makes to the engine. Arguments: project, {@link Work}, generation of the stack, and the change's number: {@code -n} before it,
 * {@code n} after it, 0 never. Prints how many changes it made.
 */
final class UpProcess {

    static final int CRASHED = 77;

    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** What such a process does. */
    enum Work {
        UP,
        /** An up of which one service ends at once, so that all is taken back. */
        FAILING_UP,
        DOWN,
        /** A down with volumes. */
        DOWN_WITH_VOLUMES,
        /** Holds the project, and changes nothing, until its input ends. */
        HOLD
    }

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
        String project = arguments[0];
        int generation = Integer.parseInt(arguments[2]);
        int at = Integer.parseInt(arguments[3]);
        var changes = new AtomicInteger();
        ContainerEngine engine = crashing(DockerEngine.connect(), at, changes);
        try (Infra infra = Infra.on(engine)) {
            switch (Work.valueOf(arguments[1])) {
                case UP -> infra.up(environment(project, generation), LIMIT);
                case FAILING_UP -> fail(infra, failing(project, generation));
                case DOWN -> infra.attach(environment(project, generation)).down();
                case DOWN_WITH_VOLUMES ->
                    infra.attach(environment(project, generation)).down(Volumes.DELETE);
                case HOLD -> ProjectLock.holding(engine, project, LIMIT, UpProcess::untilTheInputEnds);
            }
        }
        System.out.println(changes.get());
    }

    private static void fail(Infra infra, Environment environment) {
        try {
            infra.up(environment, LIMIT);
            throw new IllegalStateException("it did not fail");
        } catch (UpFailedException e) {
            // as it is to be; what remains is for the next one to find
        }
    }

    private static boolean untilTheInputEnds() {
        try {
            return System.in.read() < 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one; what it says is only there to be read where it is not discarded. */
    static Process start(String project, Work work, int generation, int at) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        UpProcess.class.getName(),
                        project,
                        work.name(),
                        String.valueOf(generation),
                        String.valueOf(at))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** How many changes it makes where it is not killed. */
    static int changes(String project, Work work, int generation) throws Exception {
        Process process = start(project, work, generation, 0);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return Integer.parseInt(output.strip());
    }

    /** Lets it die there. */
    static void crash(String project, Work work, int generation, int at, String where) throws Exception {
        Process process = start(project, work, generation, at);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(where).isTrue();
        assertThat(process.exitValue()).as(where).isEqualTo(CRASHED);
    }

    /** Each point before and after a change, or some of them. */
    static List<Integer> points(int changes, int sample, Random random) {
        var all = new ArrayList<Integer>();
        for (int change = 1; change <= changes; change++) {
            all.add(-change);
            all.add(change);
        }
        if ("full".equals(System.getProperty("meeshy.tests"))) {
            return all;
        }
        Collections.shuffle(all, random);
        return all.subList(0, Math.min(sample, all.size()));
    }

    /** One service that is stopped first, since it writes a volume, and one that is replaced beside the old one. */
    static Environment environment(String project, int generation) {
        Service database = ProjectFixture.redis("database")
                .volume("data", "/data")
                .mount(new Mount.Anonymous("/scratch", false))
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

    /** The same, but the second service ends at once, when the first has been replaced. */
    private static Environment failing(String project, int generation) {
        Stack stack = environment(project, generation).stack();
        Service ends = stack.service("web").toBuilder()
                .entrypoint("sh", "-c", "exit 4")
                .build();
        return Environment.of("up", stack.toBuilder().service(ends).build());
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
