package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {

    private final Failures failures = new Failures(EngineHost.of(URI.create("unix:///run/test.sock")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Docker 20.10, another container; Docker 20.10, another process; Docker 28; Docker Desktop
                "driver failed programming external connectivity on endpoint web (01ab): Bind for 0.0.0.0:8080 failed: port is already allocated",
                "driver failed programming external connectivity on endpoint web (01ab): Error starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use",
                "failed to set up container networking: driver failed programming external connectivity on endpoint web (01ab): failed to bind host port for 0.0.0.0:8080:172.17.0.2:80/tcp: address already in use",
                "Ports are not available: exposing port TCP 0.0.0.0:8080 -> 0.0.0.0:0: listen tcp 0.0.0.0:8080: bind: Only one usage of each socket address is normally permitted.",
            })
    void translateWhenPortIsTakenSaysSo(String words) {
        EngineException translated = failures.translate(
                "start container web", new InternalServerErrorException("{\"message\":\"" + words + "\"}\n"));

        assertThat(translated.reason()).isEqualTo(Reason.PORT_TAKEN);
        assertThat(translated)
                .hasMessage(
                        "Cannot start container web: " + words + "; stop what listens there, or publish another port");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Docker 20.10 and 28
                "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network | NO_ADDRESS_LEFT | docker network prune",
                "all predefined address pools have been fully subnetted | NO_ADDRESS_LEFT | default-address-pools",
                "mkdir /var/lib/docker/overlay2/01ab-init: no space left on device | DISK_FULL | docker system prune",
                "failed to register layer: write /usr/bin/x: no space left on device | DISK_FULL | make room",
                "Get \"http://127.0.0.1:5000/v2/app/manifests/1\": no basic auth credentials | UNAUTHORIZED | docker login",
                "unauthorized: authentication required | UNAUTHORIZED | docker login",
                "pull access denied for app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied | NOT_FOUND | docker login",
            })
    void translateKnowsTheCauseFromTheEnginesWordsAndSaysTheMend(String words, Reason reason, String mend) {
        EngineException translated = failures.translate("do it", new InternalServerErrorException(words));

        assertThat(translated.reason()).isEqualTo(reason);
        assertThat(translated).hasMessageStartingWith("Cannot do it: " + words).hasMessageContaining(mend);
    }

    @Test
    void translateWhenTheEngineCannotCopyBesideAMountSaysWhereToMount() {
        EngineException translated = failures.translate(
                "copy into /etc of container web",
                new DockerException(
                        "{\"message\":\"mkdirat var/run: statat var/run: path escapes from parent\"}", 500));

        assertThat(translated.reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(translated).hasMessageContaining("for instance at /run/docker.sock, or update the engine");
    }

    @Test
    void translateTellsTheEnginesWordsWithoutJson() {
        EngineException translated = failures.translate(
                "stop container web",
                new NotFoundException(
                        "Status 404: {\"message\":\"No such container: \\\"web\\\" \\u003cnone\\u003e\"}\n"));

        assertThat(translated.reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(translated).hasMessage("Cannot stop container web: No such container: \"web\" <none>");
        assertThat(translated).hasCauseInstanceOf(NotFoundException.class);
    }

    @Test
    void translateWhenAnswerIsNotJsonTellsItWhole() {
        assertThat(failures.translate("list networks", new DockerException("502 bad gateway", 502)))
                .hasMessage("Cannot list networks: 502 bad gateway");
    }

    @Test
    void translateKnowsConflicts() {
        assertThat(failures.translate("x", new ConflictException("{\"message\":\"volume is in use\"}"))
                        .reason())
                .isEqualTo(Reason.CONFLICT);
        assertThat(failures.translate(
                                "x",
                                new DockerException(
                                        "{\"message\":\"error while removing network: network n id 1 has active endpoints\"}",
                                        403))
                        .reason())
                .isEqualTo(Reason.CONFLICT);
        assertThat(failures.translate(
                                "x",
                                new DockerException(
                                        "{\"message\":\"Container 1f is not running: Exited (0) Less than a second ago\"}",
                                        500))
                        .reason())
                .as("it ended before a command in it began, as 20.10 tells it")
                .isEqualTo(Reason.CONFLICT);
        assertThat(failures.translate("x", new DockerException("{\"message\":\"no\"}", 403))
                        .reason())
                .isEqualTo(Reason.OTHER);
    }

    @Test
    void translateWhenConnectionIsRefusedNamesTheEngine() {
        EngineException translated =
                failures.translate("list volumes", new RuntimeException(new ConnectException("Connection refused")));

        assertThat(translated.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(translated)
                .hasMessageContaining("no Docker engine answers at unix:///run/test.sock (the caller says so)")
                .hasMessageContaining("Connection refused");
    }

    @Test
    void translateWhenThreadWasInterruptedSetsTheFlagAgain() {
        EngineException translated = failures.translate(
                "read the log of container web", new DockerClientException("", new InterruptedException()));

        assertThat(translated.reason()).isEqualTo(Reason.INTERRUPTED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void translateWhenNothingIsKnownTellsTheDeepestWords() {
        EngineException translated =
                failures.translate("pull image x", new RuntimeException("outer", new IOException("truncated JSON")));

        assertThat(translated.reason()).isEqualTo(Reason.OTHER);
        assertThat(translated).hasMessageContaining("truncated JSON").hasMessageContaining("/run/test.sock");
    }

    @Test
    void translateKeepsWhatIsTranslated() {
        EngineException already = failures.timeout("x", Duration.ofSeconds(2), null);

        assertThat(failures.translate("y", already)).isSameAs(already);
        assertThat(already).hasMessageContaining("within 2 s");
    }
}
