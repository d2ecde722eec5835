package me.meeshy.infra.embedded;

import de.bwaldvogel.mongo.MongoServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A MongoDB in this process, where there is no mongod. Its data is in memory and lasts as long as the container, restarts
 * included. It lacks much of what a real server does, and says so by its answers; nothing here hides that.
 */
final class MongoStandIn implements Program {

    private final Launch launch;
    private final StandInBackend backend;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Optional<MongoServer> server = Optional.empty();

    MongoStandIn(Launch launch, StandInBackend backend) {
        this.launch = launch;
        this.backend = backend;
    }

    @Override
    public synchronized void open() throws IOException {
        int port = launch.ports().getOrDefault(Mongod.PORT, 0);
        HostPorts.requireFree(port);
        Optional<String> user = launch.setting("MONGO_INITDB_ROOT_USERNAME");
        Optional<String> password = launch.setting("MONGO_INITDB_ROOT_PASSWORD");
        if (user.isPresent() && password.isPresent()) {
            backend.requireLogin(user.get(), password.get());
        }
        var opened = new MongoServer(backend);
        try {
            opened.bind(new InetSocketAddress(HostPorts.LOOPBACK, port));
        } catch (RuntimeException e) {
            opened.shutdownNow();
            var failure = new BindException("port " + port + ": " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        server = Optional.of(opened);
    }

    @Override
    public int run() throws InterruptedException {
        launch.log().out("embedded: an in-process stand-in for MongoDB answers; it proves nothing about real data");
        stopped.await();
        return 0;
    }

    @Override
    public boolean answers() {
        return stopped.getCount() > 0;
    }

    @Override
    public void stop(Duration grace) {
        Optional<MongoServer> toStop;
        synchronized (this) {
            toStop = server;
            server = Optional.empty();
        }
        // closes the connections and the port; the backend refuses to forget
        toStop.ifPresent(MongoServer::shutdownNow);
        stopped.countDown();
    }
}
