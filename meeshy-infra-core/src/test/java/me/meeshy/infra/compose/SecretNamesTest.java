package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PASSWORD", "MONGO_INITDB_ROOT_PASSWORD", "JWT_SECRET", "API_TOKEN", "STRIPE_KEY", "PRIVATE_KEY",
                        "DB_PASS",
                "DB_PWD", "AWS_CREDENTIALS", "dbPassword", "apikey", "SECRET_KEY_BASE", "BASIC_AUTH", "passphrase"
            })
    void looksSecretWhenNameSaysSo(String name) {
        assertThat(SecretNames.looksSecret(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JWT_SECRET_FILE",
                "PASSWORD_FILE",
                "KEY_PATH",
                "PUBLIC_KEY",
                "TOKEN_TTL",
                "PASSWORD_MIN_LENGTH",
                "JWT_EXPIRES_IN",
                "KEYBOARD",
                "MONKEY",
                "PWD",
                "NODE_ENV",
                "AUTHOR",
                "PASSAGE",
                "TOKEN_HEADER",
                "",
                "_"
            })
    void looksSecretWhenNameSaysOtherwiseIsFalse(String name) {
        assertThat(SecretNames.looksSecret(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://root:hunter2@database/meeshy",
                "redis://:hunter2@redis:6379",
                "x postgres+ssl://u:p@h y"
            })
    void holdsPasswordWhenUrlHasOne(String value) {
        assertThat(SecretNames.holdsPassword(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://root@database",
                "http://h:80/a@b",
                "redis://redis:6379",
                "mail: a@b",
                "http://h/?x=a:b@c"
            })
    void holdsPasswordWhenUrlHasNoneIsFalse(String value) {
        assertThat(SecretNames.holdsPassword(value)).isFalse();
    }
}
