package me.meeshy.infra.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        assertThat(bases(
                        "ARG V=1\nFROM --platform=linux/amd64 a:1 AS First\nFROM first\nFROM b:$V\nFROM scratch\n"
                                + "COPY --from=0 x y\nCOPY --chown=1 --from=first x y\nCOPY --from=d:2 x y\nFROM c",
                        Map.of()))
                .containsExactly("a:1", "b:1", "d:2", "c");
    }

    @Test
    void basesAreThoseOfTheArgumentsOfTheBuild() {
        String text = "ARG BASE=a\nARG TAG=\"1\" EMPTY= NOBODY\nFROM $BASE:${TAG}\nFROM ${EMPTY:-b}${NOBODY:+:2}\n"
                + "FROM $NOBODY\nFROM ${UNDECLARED}\nARG BASE=other\nFROM $BASE";

        assertThat(bases(text, Map.of())).containsExactly("a:1", "b", "a");
        assertThat(bases(text, Map.of("BASE", "r.example/c", "NOBODY", "d", "UNDECLARED", "e")))
                .containsExactly("r.example/c:1", "b:2", "d", "r.example/c");
    }

    @Test
    void basesBehindTheTargetDoNotCount() {
        String text = "FROM a AS one\nFROM b AS two\nFROM c";

        assertThat(Dockerfile.of(text, "Dockerfile").bases(Map.of(), Optional.of("ONE")))
                .containsExactly("a");
        assertThat(Dockerfile.of(text, "Dockerfile").bases(Map.of(), Optional.of("1")))
                .containsExactly("a", "b");
    }

    private static List<String> bases(String text, Map<String, String> arguments) {
        return Dockerfile.of(text, "Dockerfile").bases(arguments, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a:latest", "docker.io/a", "docker.io/library/a:latest", "index.docker.io/library/a"})
    void namesOfOneImageAreOneName(String name) {
        assertThat(ImageName.canonical(name)).isEqualTo("a:latest");
    }

    @Test
    void namesOfOtherImagesAreKept() {
        assertThat(List.of("localhost:5000/a", "r.example/library/a:1", "a@sha256:0"))
                .extracting(ImageName::canonical)
                .containsExactly("localhost:5000/a:latest", "r.example/library/a:1", "a@sha256:0");
    }
}
