package me.meeshy.infra.mongo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ServerId;
import me.meeshy.infra.mongo.model.DataException;
import org.junit.jupiter.api.Test;

class RetryTest {

    private static final ServerAddress SERVER = new ServerAddress("database", 27017);

    @Test
    void worthwhileWhenAConnectionBrokeHereOrInAnotherThread() {
        var broken = new MongoSocketReadException("end of stream", SERVER);
        var cleared = new MongoConnectionPoolClearedException(new ServerId(new ClusterId(), SERVER), broken);

        assertThat(Retry.worthwhile(broken)).isTrue();
        assertThat(Retry.worthwhile(cleared)).isTrue();
        assertThat(Retry.worthwhile(new DataException("getMore failed", cleared)))
                .isTrue();
    }

    @Test
    void worthwhileWhenTheServerRefusedIsFalse() {
        assertThat(Retry.worthwhile(new MongoException(13, "not authorized"))).isFalse();
        assertThat(Retry.worthwhile(new DataException("no database"))).isFalse();
    }
}
