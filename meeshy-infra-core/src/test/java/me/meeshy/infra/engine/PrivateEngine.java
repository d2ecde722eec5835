package me.meeshy.infra.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import me.meeshy.infra.engine.docker.DockerEngine;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A Docker engine that no other test uses, so that it can be broken: on a small disk of its own (memory, in fact), with few addresses
 * to give, and in a network namespace of its own. The last since an engine that is started again with address pools of its own removes
 * the interface docker0, whosever that is. Needs root.
 */
@SuppressWarnings("try") // it may be interrupted while it waits for the engine's end
public final class PrivateEngine implements AutoCloseable {

    /** How many networks it can make. */
    public static final int NETWORKS = 2;

    private static final String OWN_ADDRESS = "10.229.0.1/24";
    /** Room for as many networks as it can make. */
    private static final String NETWORK_ADDRESSES = "base=10.229.128.0/23,size=24";

    private static final String DISK_SIZE = "512m";
    private static final int ANSWER_SECONDS = 30;
    private static final int COMMAND_SECONDS = 60;
    private static final List<String> PROGRAMS = List.of("dockerd", "docker", "ip", "mount", "umount", "unshare");
    private static final List<String> SYSTEM_FOLDERS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    private final Path folder;
    private @Nullable Process daemon;

    private PrivateEngine(Path folder) {
        this.folder = folder;
    }

    /** Why none can be had here, or empty. */
    public static Optional<String> impossible() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("only root may start an engine");
        }
        return PROGRAMS.stream()
                .filter(program -> found(program).isEmpty())
                .findFirst()
                .map(program -> "there is no " + program + " on the PATH");
    }

    /** Starts one; it has no images yet. */
    public static PrivateEngine start() throws Exception {
        PrivateEngine engine = new PrivateEngine(Files.createTempDirectory("meeshy-engine"));
        try {
            Files.createDirectories(engine.disk());
            run(
                    "mount",
                    "-t",
                    "tmpfs",
                    "-o",
                    "size=" + DISK_SIZE,
                    "meeshy-faults",
                    engine.disk().toString());
            engine.startAgain();
            try (DockerEngine connected = DockerEngine.connect(engine.uri())) {
                EngineCondition.requireWanted(connected);
            }
        } catch (Exception | AssertionError e) {
            engine.close();
            throw e;
        }
        return engine;
    }

    public Path socket() {
        return folder.resolve("engine.sock");
    }

    public URI uri() {
        return URI.create("unix://" + socket());
    }

    private Path disk() {
        return folder.resolve("data");
    }

    /** Copies an image from the usual engine. */
    public void load(String image) throws Exception {
        Path file = folder.resolve("image.tar");
        run("docker", "image", "save", "-o", file.toString(), image);
        docker("image", "load", "-q", "-i", file.toString());
        Files.delete(file);
    }

    /** The docker command, of this engine. */
    public void docker(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("docker", "-H", uri().toString()));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    /** Starts it after {@link #end}, on its old data. */
    public void startAgain() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        found("unshare").orElseThrow().toString(),
                        "--net",
                        "sh",
                        "-c",
                        "ip link set lo up && exec \"$@\"",
                        "sh",
                        found("dockerd").orElseThrow().toString(),
                        "--host",
                        uri().toString(),
                        "--data-root",
                        disk().toString(),
                        "--exec-root",
                        folder.resolve("run").toString(),
                        "--pidfile",
                        folder.resolve("engine.pid").toString(),
                        "--containerd-namespace",
                        "meeshy-faults",
                        "--containerd-plugins-namespace",
                        "meeshy-faults-plugins",
                        "--bip",
                        OWN_ADDRESS,
                        "--default-address-pool",
                        NETWORK_ADDRESSES,
                        "--iptables=false",
                        "--ip6tables=false")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().merge("PATH", String.join(":", SYSTEM_FOLDERS), (path, more) -> path + ":" + more);
        if (!EngineCondition.WANTED_API.isEmpty()) {
            builder.environment().put("DOCKER_MIN_API_VERSION", EngineCondition.WANTED_API);
        }
        Process started = builder.start();
        daemon = started;
        Awaitility.await()
                .atMost(ANSWER_SECONDS, TimeUnit.SECONDS)
                .conditionEvaluationListener(condition -> {
                    if (!started.isAlive()) {
                        throw new IllegalStateException("the engine has ended: " + lastLines());
                    }
                })
                .until(this::answers);
    }

    private boolean answers() throws Exception {
        return new ProcessBuilder(found("docker").orElseThrow().toString(), "-H", uri().toString(), "version")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private Path log() {
        return folder.resolve("engine.log");
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return "(its log cannot be read)";
        }
    }

    /** Ends it as a shutdown does; its containers end with it. */
    public void end() throws InterruptedException {
        Process running = daemon;
        if (running == null) {
            return;
        }
        running.destroy();
        if (!running.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
            running.destroyForcibly().waitFor();
        }
        daemon = null;
    }

    /** Leaves not one byte free on its disk. */
    public void fillDisk() throws IOException {
        byte[] block = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(ballast())) {
            while (disk().toFile().getUsableSpace() > 0) {
                out.write(block);
            }
        } catch (IOException e) {
            if (disk().toFile().getUsableSpace() > 0) {
                throw e;
            }
        }
    }

    public void emptyDisk() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return disk().resolve("ballast");
    }

    @Override
    public void close() throws Exception {
        end();
        tryToRun("umount", "-l", disk().toString());
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                // What is left of a network namespace is a mount, and no more ours to remove than its folder.
                if (!file.toFile().delete()) {
                    tryToRun("umount", "-l", file.toString());
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void tryToRun(String... command) throws Exception {
        try {
            run(command);
        } catch (IllegalStateException e) {
            // It was not there.
        }
    }

    private static void run(String... command) throws Exception {
        command[0] = found(command[0]).orElseThrow().toString();
        Path output = Files.createTempFile("command", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + Files.readString(output));
            }
        } finally {
            Files.delete(output);
        }
    }

    private static Optional<Path> found(String program) {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)), SYSTEM_FOLDERS.stream())
                .map(each -> Path.of(each, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
