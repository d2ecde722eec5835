package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.LogLine;
import me.meeshy.infra.engine.LogQuery;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.secret.SecretMask;
import org.junit.jupiter.api.Test;

class LogViewTest {

    private static final Instant MOMENT = Instant.parse("2026-11-24T07:00:00Z");

    private final List<LogQuery> asked = new ArrayList<>();
    private final List<Duration> deadlines = new ArrayList<>();
    private final LogView view = LogView.of(engine(), "chat-api-1", SecretMask.of(List.of("hunter2-hunter2")));

    @Test
    void linesWhenNothingIsSetAreTheLastThousandWithinHalfAMinute() {
        view.lines();

        assertThat(asked).containsExactly(LogQuery.last(1000));
        assertThat(deadlines).containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void linesAreThoseThatWereAskedFor() {
        view.tail(50).lines(Duration.ofSeconds(5));
        view.since(MOMENT).tail(7).lines();
        view.tail(7).since(MOMENT).lines();
        view.tail(7).since(MOMENT).all().lines();

        assertThat(asked)
                .containsExactly(
                        LogQuery.last(50),
                        new LogQuery(OptionalInt.of(7), Optional.of(MOMENT)),
                        new LogQuery(OptionalInt.of(7), Optional.of(MOMENT)),
                        new LogQuery(OptionalInt.empty(), Optional.of(MOMENT)));
        assertThat(deadlines).first().isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void linesOfBothStreamsComeInOrderWithoutSecrets() {
        assertThat(view.lines()).containsExactly("started", "password is <hidden>");
    }

    @Test
    void followHidesSecretsToo() {
        var seen = new ArrayList<String>();

        view.tail(0).follow(seen::add).close();

        assertThat(asked).containsExactly(LogQuery.last(0));
        assertThat(seen).containsExactly("started", "password is <hidden>");
    }

    @Test
    void tailWhenNegativeIsRefused() {
        assertThatThrownBy(() -> view.tail(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    private ContainerEngine engine() {
        List<LogLine> lines = List.of(
                new LogLine(LogLine.Stream.OUT, "started"),
                new LogLine(LogLine.Stream.ERROR, "password is hunter2-hunter2"));
        return (ContainerEngine) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ContainerEngine.class}, (proxy, method, arguments) -> {
                    assertThat(arguments[0]).isEqualTo("chat-api-1");
                    asked.add((LogQuery) arguments[1]);
                    if (method.getName().equals("logs")) {
                        deadlines.add((Duration) arguments[2]);
                        return lines;
                    }
                    assertThat(method.getName()).isEqualTo("followLogs");
                    @SuppressWarnings("unchecked") // the port's method takes no other consumer
                    var consumer = (Consumer<LogLine>) arguments[2];
                    lines.forEach(consumer);
                    return new Ended();
                });
    }

    private static final class Ended implements Subscription {

        @Override
        public boolean await(Duration deadline) {
            return true;
        }

        @Override
        public void close() {}
    }
}
