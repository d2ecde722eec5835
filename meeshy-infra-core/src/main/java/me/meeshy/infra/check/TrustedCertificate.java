package me.meeshy.infra.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import me.meeshy.infra.model.InfraException;

/** Trusts the certificates of one file and nothing else, not even what they may have signed. */
final class TrustedCertificate implements X509TrustManager {

    private final Path file;
    private final List<X509Certificate> trusted;

    private TrustedCertificate(Path file, List<X509Certificate> trusted) {
        this.file = file;
        this.trusted = trusted;
    }

    /** The sockets of the JDK's own trust store, or of the one file where there is one. */
    static SSLSocketFactory sockets(Optional<Path> pem) {
        return pem.map(TrustedCertificate::socketsTrusting)
                .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private static SSLSocketFactory socketsTrusting(Path pem) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {read(pem)}, null);
            return context.getSocketFactory();
        } catch (NoSuchAlgorithmException | KeyManagementException e) {
            throw new InfraException("this Java runtime offers no TLS: " + e.getMessage(), e);
        }
    }

    private static TrustedCertificate read(Path pem) {
        var certificates = new ArrayList<X509Certificate>();
        try (InputStream in = Files.newInputStream(pem)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                certificates.add((X509Certificate) certificate);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new InfraException(
                    "cannot read the trusted certificate " + pem + ": " + e.getMessage()
                            + "; give a file with a certificate in PEM",
                    e);
        }
        if (certificates.isEmpty()) {
            throw new InfraException("the file of the trusted certificate " + pem + " holds no certificate");
        }
        return new TrustedCertificate(pem, List.copyOf(certificates));
    }

    // that the name fits is checked by the JDK, which wraps a trust manager that is not an X509ExtendedTrustManager

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (!trusted.contains(chain[0])) {
            throw new CertificateException("the server's certificate, of "
                    + chain[0].getSubjectX500Principal().getName() + ", is not the one trusted in " + file);
        }
        chain[0].checkValidity();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("clients are not asked for certificates");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
