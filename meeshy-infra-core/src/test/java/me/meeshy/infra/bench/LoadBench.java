package me.meeshy.infra.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import me.meeshy.infra.compose.ComposeFile;

/**
 * Our loading of a project in a warm JVM against {@code docker compose config}, in turns: 60 services in six included files, each with
 * variables, health checks, ports, and what they extend in another file. A program, never a test.
 */
public final class LoadBench {

    private static final int FILES = 6;
    private static final int SERVICES_A_FILE = 10;
    private static final int WARM_UP = 200;
    private static final int LOADS_A_ROUND = 20;

    private LoadBench() {}

    /**
     * Measures.
     *
     * @param args how many rounds
     */
    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[0]);
        Path directory = Files.createTempDirectory("load-bench");
        try {
            write(directory);
            ComposeFile file = ComposeFile.in(directory);
            int services = file.load().stack().services().size();
            for (int i = 0; i < WARM_UP; i++) {
                file.load();
            }
            List<Double> theirs = new ArrayList<>();
            List<Double> ours = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                theirs.add(compose(directory));
                List<Double> loads = new ArrayList<>();
                for (int i = 0; i < LOADS_A_ROUND; i++) {
                    long start = System.nanoTime();
                    file.load();
                    loads.add((System.nanoTime() - start) / 1e9);
                }
                ours.add(median(loads));
            }
            System.out.printf(
                    Locale.ROOT,
                    "load of %d services in %d files: docker compose config %.4f s, ours in a warm JVM %.4f s, ratio %.3f%n",
                    services,
                    FILES + 2,
                    median(theirs),
                    median(ours),
                    median(ours) / median(theirs));
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static double compose(Path directory) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder("docker", "compose", "config")
                .directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("docker compose config failed or did not end");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static void write(Path directory) throws IOException {
        Files.writeString(directory.resolve(".env"), "TAG=8.0\nREGISTRY=registry.example.com:5000\nLEVEL=info\n");
        Files.writeString(directory.resolve("base.yaml"), """
                services:
                  base:
                    restart: unless-stopped
                    environment: {LEVEL: "${LEVEL:-warn}", ZONE: "${ZONE:-eu}"}
                    labels: [team=shop, "tag=${TAG}"]
                    healthcheck: {test: [CMD, curl, -f, "http://localhost:8080/health"], interval: 10s, timeout: 3s, retries: 5, start_period: 30s}
                """);
        var main = new StringBuilder("name: bench\ninclude:\n");
        for (int f = 0; f < FILES; f++) {
            main.append("  - part").append(f).append("/compose.yaml\n");
            Path part = Files.createDirectories(directory.resolve("part" + f));
            var text = new StringBuilder("services:\n");
            for (int s = 0; s < SERVICES_A_FILE; s++) {
                text.append(service(f, s));
            }
            text.append("networks: {part%d: {}}%nvolumes:%n".formatted(f));
            for (int s = 0; s < SERVICES_A_FILE; s++) {
                text.append("  data%d-%d: {labels: {part: \"%d\"}}%n".formatted(f, s, f));
            }
            Files.writeString(part.resolve("compose.yaml"), text);
        }
        Files.writeString(directory.resolve("compose.yaml"), main);
    }

    private static String service(int file, int service) {
        String name = "s" + file + "-" + service;
        String dependency = service == 0
                ? ""
                : "    depends_on: {s%d-%d: {condition: service_healthy}}%n".formatted(file, service - 1);
        return """
                  %1$s:
                    extends: {file: ../base.yaml, service: base}
                    image: ${REGISTRY}/shop/%1$s:${TAG:?}
                    command: [serve, --port, "8080", --name, %1$s]
                    environment:
                      NAME: %1$s
                      DATABASE: mongodb://database:27017/${DATABASE:-shop}
                      CACHE: redis://cache:6379
                      TIMEOUT: ${TIMEOUT:-${DEFAULT_TIMEOUT:-30}}s
                    ports: ["127.0.0.1:%2$d:8080", "8443"]
                    volumes: ["data%3$d-%4$d:/data", "./%1$s.conf:/etc/%1$s.conf:ro"]
                    networks: {part%3$d: {aliases: [%1$s.internal]}}
                    stop_grace_period: 20s
                    user: "1000:1000"
                """.formatted(name, 20_000 + file * SERVICES_A_FILE + service, file, service) + dependency;
    }
}
