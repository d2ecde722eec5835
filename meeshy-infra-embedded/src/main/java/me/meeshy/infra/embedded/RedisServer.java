package me.meeshy.infra.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;

/**
 * A real redis-server. Its settings stand in a file that only we may read, never in its arguments. The command's own settings and
 * configuration file are kept. Where the command is a script, which is not run, a secret named {@code redis-password} or the
 * like is the password.
 */
final class RedisServer extends ChildProgram {

    static final int PORT = 6379;
    static final String DATA = "/data";

    private static final int ANSWER_LIMIT_MILLIS = 1000;
    private static final Set<String> OURS = Set.of(
            "port", "bind", "dir", "daemonize", "pidfile", "logfile", "unixsocket", "supervised", "protected-mode");

    private final Path binary;
    private final int port;

    RedisServer(Path binary, Launch launch) {
        super(launch);
        this.binary = binary;
        this.port = launch.ports().getOrDefault(PORT, 0);
    }

    @Override
    public void open() throws IOException {
        HostPorts.requireFree(port);
    }

    @Override
    public int run() throws IOException, InterruptedException {
        Path settings = OwnerOnly.write(launch().folder().resolve("redis.conf"), String.join("\n", settings()) + "\n");
        return start(List.of(binary.toString(), settings.toString()), launch().folder())
                .waitFor();
    }

    private List<String> settings() throws IOException {
        List<String> arguments = launch().argumentsOf("redis-server");
        var lines = new ArrayList<String>();
        int next = 0;
        if (!arguments.isEmpty() && !arguments.get(0).startsWith("-")) {
            lines.addAll(theirs(Files.readAllLines(launch().onHost(arguments.get(0)))));
            next = 1;
        }
        lines.addAll(theirs(asLines(arguments.subList(next, arguments.size()))));
        if (lines.stream().noneMatch(line -> line.startsWith("requirepass "))) {
            for (MountSpec.OfHost file : launch().files()) {
                if (isPassword(file.target())) {
                    lines.add("requirepass "
                            + quoted(Files.readString(file.source()).strip()));
                }
            }
        }
        lines.add("port " + port);
        lines.add("bind 127.0.0.1");
        lines.add("dir " + quoted(launch().folderAt(DATA).toString()));
        lines.add("daemonize no");
        return lines;
    }

    private static boolean isPassword(String target) {
        String name = String.valueOf(Path.of(target).getFileName()).toLowerCase(Locale.ROOT);
        return target.startsWith("/run/secrets/") && name.contains("redis") && name.contains("password");
    }

    private List<String> asLines(List<String> arguments) {
        var lines = new ArrayList<String>();
        for (String argument : arguments) {
            if (argument.startsWith("--")) {
                lines.add(argument.substring(2));
            } else if (!lines.isEmpty()) {
                int last = lines.size() - 1;
                lines.set(last, lines.get(last) + " " + quoted(launch().translated(argument)));
            }
        }
        return lines;
    }

    private static List<String> theirs(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !OURS.contains(line.split("\\s", 2)[0].toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    public boolean answers() {
        if (!alive()) {
            return false;
        }
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(HostPorts.LOOPBACK, port), ANSWER_LIMIT_MILLIS);
            socket.setSoTimeout(ANSWER_LIMIT_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            // it serves, if not us; while it loads it says -LOADING
            return answer.equals("+PONG") || answer.equals("-NOAU");
        } catch (IOException e) {
            return false;
        }
    }
}
