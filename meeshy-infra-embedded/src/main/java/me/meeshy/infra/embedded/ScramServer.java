package me.meeshy.infra.embedded;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The server's half of one log-in by SCRAM-SHA-256 (RFC 5802, RFC 7677). */
final class ScramServer {

    private static final int ITERATIONS = 4096;
    private static final int KEY_BITS = 256;

    private final Account account;
    private String clientFirstBare = "";
    private String serverFirst = "";
    private String nonce = "";

    /** A user, with what is kept of the password. */
    static final class Account {

        private final String user;
        private final byte[] salt;
        private final byte[] storedKey;
        private final byte[] serverKey;

        private Account(String user, byte[] salt, byte[] storedKey, byte[] serverKey) {
            this.user = user;
            this.salt = salt;
            this.storedKey = storedKey;
            this.serverKey = serverKey;
        }

        static Account of(String user, String password) {
            var salt = new byte[28];
            new SecureRandom().nextBytes(salt);
            try {
                byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, KEY_BITS))
                        .getEncoded();
                byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key"));
                return new Account(user, salt, storedKey, hmac(salted, "Server Key"));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java runtime lacks what SCRAM-SHA-256 needs", e);
            }
        }

        @Override
        public String toString() {
            return "Account[" + user + "]";
        }
    }

    ScramServer(Account account) {
        this.account = account;
    }

    /** The answer to the client's first message, or empty if it does not make sense. */
    Optional<String> first(String message) {
        if (!message.startsWith("n,,")) {
            return Optional.empty();
        }
        clientFirstBare = message.substring(3);
        Map<String, String> attributes = attributes(clientFirstBare);
        String user = attributes.getOrDefault("n", "").replace("=2C", ",").replace("=3D", "=");
        if (!user.equals(account.user) || !attributes.containsKey("r")) {
            return Optional.empty();
        }
        var random = new byte[24];
        new SecureRandom().nextBytes(random);
        Base64.Encoder base64 = Base64.getEncoder();
        nonce = attributes.get("r") + base64.encodeToString(random);
        serverFirst = "r=" + nonce + ",s=" + base64.encodeToString(account.salt) + ",i=" + ITERATIONS;
        return Optional.of(serverFirst);
    }

    /** The answer to the client's last message, or empty if the password was wrong. */
    Optional<String> last(String message) {
        int proofAt = message.lastIndexOf(",p=");
        if (proofAt < 0 || !nonce.equals(attributes(message).get("r"))) {
            return Optional.empty();
        }
        String signed = clientFirstBare + "," + serverFirst + "," + message.substring(0, proofAt);
        try {
            byte[] key = Base64.getDecoder().decode(message.substring(proofAt + 3));
            byte[] signature = hmac(account.storedKey, signed);
            if (key.length != signature.length) {
                return Optional.empty();
            }
            for (int i = 0; i < key.length; i++) {
                key[i] ^= signature[i];
            }
            byte[] stored = MessageDigest.getInstance("SHA-256").digest(key);
            return MessageDigest.isEqual(stored, account.storedKey)
                    ? Optional.of("v=" + Base64.getEncoder().encodeToString(hmac(account.serverKey, signed)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks what SCRAM-SHA-256 needs", e);
        }
    }

    private static Map<String, String> attributes(String message) {
        var attributes = new HashMap<String, String>();
        for (String attribute : message.split(",", -1)) {
            if (attribute.length() > 2 && attribute.charAt(1) == '=') {
                attributes.put(attribute.substring(0, 1), attribute.substring(2));
            }
        }
        return attributes;
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
