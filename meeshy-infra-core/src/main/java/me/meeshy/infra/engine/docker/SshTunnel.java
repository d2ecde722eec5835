package me.meeshy.infra.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import me.meeshy.infra.engine.EngineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries connections to an engine on another host through the {@code ssh} program, which honours the user's own settings, keys and
 * agent: as the docker command does, by {@code docker system dial-stdio} over there. It listens on a socket file that is ours alone.
 * ssh never asks for a password. All connections share one login, where ssh can.
 */
final class SshTunnel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SshTunnel.class);
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int LAST_WORDS_CHARACTERS = 500;
    private static final int LEAVE_SECONDS = 5;

    private final URI host;
    private final String program;
    private final Path folder;
    private final ServerSocketChannel server;
    private final Set<Process> processes = ConcurrentHashMap.newKeySet();

    private SshTunnel(URI host, String program, Path folder, ServerSocketChannel server) {
        this.host = host;
        this.program = program;
        this.folder = folder;
        this.server = server;
    }

    static SshTunnel open(EngineHost host, DockerSettings settings) {
        try {
            // Only its owner may enter such a folder.
            Path folder = Files.createTempDirectory("meeshy-ssh");
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(folder.resolve("engine.sock")));
            var tunnel = new SshTunnel(host.uri(), settings.program("ssh"), folder, server);
            tunnel.start("accept", tunnel::accept);
            return tunnel;
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Reason.OTHER,
                    "Cannot make a tunnel to the Docker engine at " + host + ": " + e + "; check the temporary folder "
                            + System.getProperty("java.io.tmpdir"),
                    e);
        }
    }

    /** Where the engine answers, here. */
    URI socket() {
        return URI.create("unix://" + folder.resolve("engine.sock"));
    }

    /** What ssh wrote last that is no answer of the engine; empty if nothing. */
    String lastWords() {
        try {
            String all = Files.readString(log()).strip();
            return all.substring(Math.max(0, all.length() - LAST_WORDS_CHARACTERS));
        } catch (IOException e) {
            return "";
        }
    }

    private Path log() {
        return folder.resolve("ssh.log");
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                carry(server.accept());
            } catch (IOException e) {
                LOG.debug("A connection through {} could not be made", host, e);
            }
        }
    }

    private void carry(SocketChannel client) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command())
                    .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            Files.writeString(log(), e.getMessage() + "\n");
            client.close();
            throw e;
        }
        processes.add(process);
        start("request", () -> send(client, process));
        start("answer", () -> receive(process, client));
    }

    private List<String> command() {
        List<String> command = ssh("-T");
        command.add("docker");
        if (!host.getPath().isEmpty()) {
            command.addAll(List.of("--host", "unix://" + host.getPath()));
        }
        command.addAll(List.of("system", "dial-stdio"));
        return command;
    }

    private List<String> ssh(String... options) {
        var command = new ArrayList<>(List.of(program));
        command.addAll(List.of(options));
        command.addAll(List.of("-o", "BatchMode=yes", "-o", "ConnectTimeout=30"));
        command.addAll(List.of("-o", "ControlMaster=auto", "-o", "ControlPersist=30"));
        command.addAll(List.of("-o", "ControlPath=" + folder.resolve("login")));
        if (host.getUserInfo() != null) {
            command.addAll(List.of("-l", host.getUserInfo()));
        }
        if (host.getPort() >= 0) {
            command.addAll(List.of("-p", Integer.toString(host.getPort())));
        }
        command.addAll(List.of("--", host.getHost()));
        return command;
    }

    private static void send(SocketChannel client, Process process) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (OutputStream out = process.getOutputStream()) {
            while (client.read(buffer) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
                out.flush();
                buffer.clear();
            }
        } catch (IOException e) {
            LOG.debug("A connection over ssh ended while it was written to", e);
        }
    }

    private void receive(Process process, SocketChannel client) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (client;
                InputStream in = process.getInputStream()) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                ByteBuffer answer = ByteBuffer.wrap(buffer, 0, length);
                while (answer.hasRemaining()) {
                    client.write(answer);
                }
            }
        } catch (IOException e) {
            LOG.debug("A connection over ssh ended while it was read from", e);
        } finally {
            process.destroy();
            processes.remove(process);
        }
    }

    private void start(String what, Runnable task) {
        Thread thread = new Thread(task, "meeshy-infra-ssh-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends all connections, and the login that they shared. */
    @Override
    public void close() {
        try {
            server.close();
            processes.forEach(Process::destroy);
            Process leaving = new ProcessBuilder(ssh("-O", "exit"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!leaving.waitFor(LEAVE_SECONDS, TimeUnit.SECONDS)) {
                leaving.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.debug("The shared login at {} may live half a minute longer", host, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            delete();
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("The folder {} of a tunnel could not be removed", folder, e);
        }
    }
}
