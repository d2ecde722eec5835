package me.meeshy.infra.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import me.meeshy.infra.Environment;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import org.junit.jupiter.api.Test;

class SideSecretsTest {

    private static final SideSecrets SECRETS = SideSecrets.of(List.of(Environment.of(
            "production",
            Stack.builder("meeshy")
                    .service(Service.builder("database", "mongo:8.0")
                            .environment("MONGO_INITDB_ROOT_PASSWORD", "pl4in-w0rd")
                            .environment("DATABASE_URL", "mongodb://root:in-the-url@database/meeshy")
                            .environment("REQUIRE_AUTH", "true")
                            .environment("MONGO_INITDB_ROOT_PASSWORD_FILE", "/run/secrets/password")
                            .build())
                    .build())));

    @Test
    void maskedHidesWhatStandsInTheStackItself() {
        assertThat(SECRETS.masked("pl4in-w0rd and in-the-url")).isEqualTo("<hidden> and <hidden>");
    }

    @Test
    void maskedLeavesSwitchesAndPathsReadable() {
        assertThat(SECRETS.masked("it is true that /run/secrets/password is missing"))
                .isEqualTo("it is true that /run/secrets/password is missing");
    }

    @Test
    void shownWhenACauseTellsASecretSaysTheSameWithoutIt() {
        var failure = new InfraException("the copy failed", new IllegalStateException("login with pl4in-w0rd"));

        assertThat(SECRETS.shown(failure)).hasMessage("the copy failed").hasNoCause();
    }

    @Test
    void shownWhenNothingTellsASecretIsTheFailureItself() {
        var failure = new InfraException("the copy failed", new IllegalStateException("no route"));

        assertThat(SECRETS.shown(failure)).isSameAs(failure);
    }
}
