package me.meeshy.infra.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import me.meeshy.infra.ContainerExit;
import me.meeshy.infra.ContainerFiles;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Exec;
import me.meeshy.infra.LogView;
import me.meeshy.infra.RunningService;
import me.meeshy.infra.Tunnel;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerStats;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.ProcessTable;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Service;

/** A service whose commands run on this machine; nothing else can be asked of it. */
record LocalService(Environment environment, String name) implements RunningService {

    @Override
    public ExecResult exec(List<String> command, Duration deadline) {
        try {
            Process process = new ProcessBuilder(command).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            return new ExecResult(process.waitFor(), out, error);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Exec exec(String program, String... arguments) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Service service() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String containerId() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ContainerState state() {
        throw new UnsupportedOperationException();
    }

    @Override
    public InetSocketAddress address(int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public URI uri(String scheme, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public LogView logs() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void restart() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void restart(Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void stop(Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void start(Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> containerIds() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void pause(java.time.Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unpause(java.time.Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void kill(String signal, java.time.Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ContainerExit> awaitEnd(Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ProcessTable processes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ContainerStats stats() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription followStats(Consumer<ContainerStats> consumer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ContainerFiles files() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tunnel tunnel(int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RestartPolicy restartPolicy() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void restartPolicy(RestartPolicy policy) {
        throw new UnsupportedOperationException();
    }
}
