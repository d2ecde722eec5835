package me.meeshy.infra.secret;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import me.meeshy.infra.model.InfraException;

/** An RSA key pair for signing tokens, as two PEM files. */
final class KeyPairFiles {

    private static final int KEY_BITS = 2048;

    private final Path privateFile;
    private final Path publicFile;

    KeyPairFiles(Path privateFile, Path publicFile) {
        this.privateFile = privateFile;
        this.publicFile = publicFile;
    }

    /** Makes what is missing: both, or the public key from the private one. */
    List<Path> generate() {
        boolean hasPrivate = Files.exists(privateFile);
        boolean hasPublic = Files.exists(publicFile);
        if (hasPublic && !hasPrivate) {
            throw new InfraException("the public key " + publicFile + " is there without its private key " + privateFile
                    + "; put that back, or remove the public key to have a new pair made");
        }
        try {
            if (hasPrivate) {
                return hasPublic ? List.of() : writePublic(publicPem(SecretValue.read(privateFile)));
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            KeyPair pair = generator.generateKeyPair();
            if (!NewFile.write(privateFile, pem("PRIVATE KEY", pair.getPrivate().getEncoded()))) {
                // somebody else was faster: theirs counts
                return writePublic(publicPem(SecretValue.read(privateFile)));
            }
            var written = new ArrayList<>(List.of(privateFile));
            written.addAll(writePublic(pem("PUBLIC KEY", pair.getPublic().getEncoded())));
            return List.copyOf(written);
        } catch (GeneralSecurityException e) {
            throw new InfraException("cannot make the key pair " + privateFile + ": " + e.getMessage(), e);
        }
    }

    private List<Path> writePublic(String pem) {
        return NewFile.write(publicFile, pem) ? List.of(publicFile) : List.of();
    }

    private String publicPem(SecretValue privatePem) throws GeneralSecurityException {
        String base64 = privatePem.reveal().replaceAll("-----[A-Z ]+-----|\\s", "");
        KeyFactory factory = KeyFactory.getInstance("RSA");
        try {
            var key = factory.generatePrivate(
                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
            if (key instanceof RSAPrivateCrtKey rsa) {
                var spec = new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent());
                return pem("PUBLIC KEY", factory.generatePublic(spec).getEncoded());
            }
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            // the reason may quote the key: only its kind is passed on
            throw new InfraException("cannot derive " + publicFile + " from " + privateFile
                    + ", which is not an RSA key in PKCS#8 PEM (" + e.getClass().getSimpleName()
                    + "); put the public key there yourself");
        }
        throw new InfraException("cannot derive " + publicFile + " from " + privateFile
                + ", which lacks the public exponent; put the public key there yourself");
    }

    private static String pem(String kind, byte[] encoded) {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return "-----BEGIN " + kind + "-----\n" + base64.encodeToString(encoded) + "\n-----END " + kind + "-----\n";
    }
}
