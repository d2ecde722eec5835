package me.meeshy.infra.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import me.meeshy.infra.model.InfraException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN --mount=type=cache,target=/x make",
                "run --network=none make",
                "ONBUILD RUN --mount=type=ssh git clone x",
                "COPY --link a b",
                "COPY --from=x --chmod=755 a b",
                "ADD --checksum=sha256:1 a b",
                "RUN <<EOF",
                "RUN cat <<-'EOF' > x",
                "COPY <<EOF /x",
                "RUN \\\n# why\n  --mount=type=secret,id=x make",
                "FROM --platform=$BUILDPLATFORM x",
            })
    void whatNeedsBuildKitIsRefusedWithItsPlace(String instruction) {
        assertThatThrownBy(() -> Dockerfile.of(
                                "# syntax=docker/dockerfile:1\nFROM a\n\n" + instruction + "\n", "Dockerfile")
                        .refuseWhatNeedsBuildKit())
                .isInstanceOf(InfraException.class)
                .hasMessageStartingWith("Dockerfile:4: ")
                .hasMessageContaining("only BuildKit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN cat <<< text",
                "RUN echo $((1<<4))",
                "RUN [\"sh\", \"-c\", \"cat <<EOF\"]",
                "# RUN --mount=x",
                "RUN make \\\n  --mount=x",
                "COPY --from=x --chown=1:1 a b",
                "HEALTHCHECK --interval=1s --start-period=2s CMD true",
                "FROM --platform=linux/amd64 x",
                "CMD --mount",
            })
    void whatEveryBuilderCanDoIsNot(String instruction) {
        assertThatCode(() ->
                        Dockerfile.of("FROM a\n" + instruction, "Dockerfile").refuseWhatNeedsBuildKit())
                .doesNotThrowAnyException();
    }

    @Test
    void escapeDirectiveJoinsLines() {
        assertThatThrownBy(() -> Dockerfile.of("# escape=`\nFROM a\nRUN `\n --mount=x y", "Dockerfile")
                        .refuseWhatNeedsBuildKit())
                .hasMessageStartingWith("Dockerfile:3: ");
    }

    @Test
    void emptyFileIsRefused() {
        assertThatThrownBy(() -> Dockerfile.of("# nothing\n", "Dockerfile").refuseWhatNeedsBuildKit())
                .hasMessageContaining("no instructions");
    }

    @Test
    void basesAreThoseThatAreNoStages() {
        assertThat(Dockerfile.of(
                                "ARG V=1\nFROM --platform=linux/amd64 a:1 AS first\nFROM first\nFROM b:$V\nFROM scratch\nFROM c",
                                "Dockerfile")
                        .bases())
                .containsExactly("a:1", "c");
    }
}
