package me.meeshy.infra.engine.docker;

import com.github.dockerjava.core.util.CertificateUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import me.meeshy.infra.engine.EngineException;

/** How the engine's certificate is judged, and ours is shown. */
final class EngineTls {

    private static final String AUTHORITY = "ca.pem";
    private static final String CERTIFICATE = "cert.pem";
    private static final String KEY = "key.pem";

    private EngineTls() {}

    /**
     * TLS as the environment asks for it: with {@code DOCKER_TLS_VERIFY} the engine's certificate must be of the authority in
     * {@code DOCKER_CERT_PATH}, with {@code DOCKER_TLS} any will do. The name in it must fit either way. Any
     * value turns them on, as for the docker command.
     */
    static Optional<SSLContext> ofEnvironment(DockerSettings settings) {
        boolean verified = settings.variable("DOCKER_TLS_VERIFY").isPresent();
        if (!verified && settings.variable("DOCKER_TLS").isEmpty()) {
            return Optional.empty();
        }
        Path folder = settings.variable("DOCKER_CERT_PATH").map(Path::of).orElseGet(settings::folder);
        return Optional.of(of(folder, verified, verified ? "DOCKER_TLS_VERIFY is set" : "DOCKER_TLS is set"));
    }

    /** TLS as a context asks for it, by having certificates. */
    static Optional<SSLContext> ofContext(DockerContext context) {
        Path folder = context.certificates();
        if (!Files.isDirectory(folder) && !context.skipVerification()) {
            return Optional.empty();
        }
        return Optional.of(
                of(folder, !context.skipVerification(), "the docker context '" + context.name() + "' says so"));
    }

    private static SSLContext of(Path folder, boolean verified, String because) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager[] trusted = verified ? trusted(folder) : new TrustManager[] {new TrustAll()};
            context.init(own(folder), trusted, new SecureRandom());
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new EngineException(
                    EngineException.Reason.CONFIGURATION,
                    "Cannot speak TLS with the Docker engine (" + because + "): the certificates in " + folder + " ("
                            + AUTHORITY + ", and " + CERTIFICATE + " with " + KEY
                            + " where the engine asks for them) cannot be used: "
                            + e.getClass().getSimpleName()
                            + "; name the right folder with DOCKER_CERT_PATH",
                    e);
        }
    }

    private static TrustManager[] trusted(Path folder) throws IOException, GeneralSecurityException {
        KeyStore authorities = emptyStore();
        for (Certificate each : certificates(folder.resolve(AUTHORITY))) {
            authorities.setCertificateEntry("authority-" + authorities.size(), each);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        return factory.getTrustManagers();
    }

    private static KeyManager[] own(Path folder) throws IOException, GeneralSecurityException {
        Path certificate = folder.resolve(CERTIFICATE);
        Path key = folder.resolve(KEY);
        if (Files.notExists(certificate) && Files.notExists(key)) {
            return new KeyManager[0];
        }
        char[] password = {};
        KeyStore own = emptyStore();
        own.setKeyEntry(
                "own",
                CertificateUtils.loadPrivateKey(Files.readString(key)),
                password,
                certificates(certificate).toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, password);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (all.isEmpty()) {
                throw new CertificateException("no certificate in " + file);
            }
            return all;
        }
    }

    /** Asked for by name: DOCKER_TLS without DOCKER_TLS_VERIFY, or a context's SkipTLSVerify. */
    private static final class TrustAll extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
