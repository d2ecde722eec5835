package me.meeshy.infra.mongo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoCredential;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import me.meeshy.infra.mongo.model.DataException;
import org.junit.jupiter.api.Test;

class MongoConnectionTest {

    private static final MongoCredential LOGIN =
            MongoCredential.createScramSha256Credential("keeper'of, backups", "admin", "word".toCharArray());

    @Test
    void failedWhenTheDriverQuotesALoginNamesNoUser() {
        var refused = new MongoSecurityException(LOGIN, "Exception authenticating " + LOGIN);
        // as the driver words it, once one connection was refused while another thread waits for a server
        DataException failure = MongoConnection.failed(
                "db:27017",
                "hello",
                "admin",
                new MongoTimeoutException("Timed out while waiting for a server. Client view of cluster state is"
                        + " {servers=[{address=db:27017, exception={" + refused + "}}]"));

        assertThat(LOGIN.toString()).contains("keeper");
        assertThat(failure).hasMessageContaining("exception={").hasMessageContaining("the login}}]");
        for (Throwable each = failure; each != null; each = each.getCause()) {
            assertThat(each.toString()).doesNotContain("keeper").doesNotContain("backups");
        }
        assertThat(Retry.worthwhile(failure)).isTrue();
    }

    @Test
    void failedWhenTheConnectionBrokeDuringTheLoginNamesNoUser() {
        var broken = new MongoSocketReadException("Prematurely reached end of stream", new ServerAddress("db"));
        DataException failure = MongoConnection.failed(
                "db:27017",
                "hello",
                "admin",
                new MongoSecurityException(LOGIN, "Exception authenticating " + LOGIN, broken));

        assertThat(failure).hasMessageContaining("see that the server is up").hasMessageNotContaining("refused");
        assertThat(Retry.worthwhile(failure)).isTrue();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            assertThat(each.toString()).doesNotContain("keeper").doesNotContain("backups");
        }
    }
}
