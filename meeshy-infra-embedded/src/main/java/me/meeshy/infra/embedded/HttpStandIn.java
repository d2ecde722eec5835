package me.meeshy.infra.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** Stands in for a web service: answers {@code /health} as healthy and everything else with a page, on all of its ports. */
final class HttpStandIn implements Program {

    private static final String HEALTH = "{\"status\":\"healthy\"}";
    private static final String PAGE = "<!doctype html><title>Meeshy</title><p>Meeshy stand-in";
    private static final int THREADS = 4;

    private final Launch launch;
    private final List<HttpServer> servers = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        var thread = new Thread(task, "meeshy-embedded-http");
        thread.setDaemon(true);
        return thread;
    });

    HttpStandIn(Launch launch) {
        this.launch = launch;
    }

    @Override
    public void open() throws IOException {
        try {
            for (Map.Entry<Integer, Integer> port : launch.ports().entrySet()) {
                open(port.getKey(), new InetSocketAddress(HostPorts.LOOPBACK, port.getValue()));
            }
        } catch (IOException e) {
            stop(Duration.ZERO);
            throw e;
        }
    }

    private void open(int inside, InetSocketAddress address) throws IOException {
        if (!isHttps(inside)) {
            add(HttpServer.create(address, 0));
            return;
        }
        Optional<SSLContext> tls = TlsMaterial.of(launch);
        if (tls.isEmpty()) {
            launch.log()
                    .error("embedded: port " + inside + " is not served, since there is neither a certificate among the"
                            + " container's files nor the JDK's keytool to make one");
            return;
        }
        HttpsServer server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
        add(server);
    }

    private static boolean isHttps(int inside) {
        return inside == 443 || inside == 8443;
    }

    private void add(HttpServer server) {
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        servers.add(server);
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean health = exchange.getRequestURI().getPath().equals("/health");
        byte[] body = (health ? HEALTH : PAGE).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", health ? "application/json" : "text/html");
        boolean headOnly = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, headOnly ? -1 : body.length);
        if (!headOnly) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public int run() throws InterruptedException {
        servers.forEach(HttpServer::start);
        launch.log().out("embedded: a stand-in for " + launch.spec().image() + " answers on " + launch.ports());
        stopped.await();
        return 0;
    }

    @Override
    public boolean answers() {
        return stopped.getCount() > 0;
    }

    @Override
    public void stop(Duration grace) {
        stopped.countDown();
        servers.forEach(server -> server.stop(0));
        threads.shutdownNow();
    }
}
