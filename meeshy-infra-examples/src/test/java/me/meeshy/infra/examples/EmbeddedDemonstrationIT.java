package me.meeshy.infra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The same program where there is no Docker; needs none. */
class EmbeddedDemonstrationIT {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void runWithTheStandInSaysThatItProvesNothing() {
        int exitCode = run("--stand-in");

        assertThat(exitCode).as(printed()).isZero();
        assertThat(printed())
                .startsWith("DEMONSTRATION")
                .contains("proves nothing about real data")
                .contains("28 collections, 124,896 documents, 207 users");
    }

    @Test
    void runWithoutDockerUsesARealMongodWhereThereIsOne() {
        int exitCode = run("--embedded");

        assertThat(exitCode).as(printed()).isZero();
        boolean real = System.getProperty("meeshy.mongod") != null || Command.onPath("mongod");
        assertThat(printed())
                .startsWith(real ? "Without Docker: a real mongod" : "DEMONSTRATION")
                .contains("28 collections, 124,896 documents, 207 users");
    }

    private int run(String... arguments) {
        return StagingToProduction.run(new PrintStream(printed, true, StandardCharsets.UTF_8), arguments);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
