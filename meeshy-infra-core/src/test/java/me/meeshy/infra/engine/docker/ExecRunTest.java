package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.ExecResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A command that an engine could not begin, which it tells as an exit code of the command's. */
@Timeout(30)
class ExecRunTest {

    private static final String WORDS = "cannot exec in a stopped state";

    @TempDir
    private Path folder;

    @Test
    void execWhenTheContainerEndsBeforeTheCommandBeginsSaysThatItDoesNotRun() throws Exception {
        try (FakeEngine fake = refusing(128, false);
                DockerEngine engine = DockerEngine.connect(fake.uri())) {
            EngineException failure = catchThrowableOfType(EngineException.class, () -> exec(engine));

            assertThat(failure.reason()).isEqualTo(EngineException.Reason.CONFLICT);
            assertThat(failure).hasMessageContaining("container web").hasMessageContaining("does not run any more");
        }
    }

    @Test
    void execWhenTheCommandCannotBeFoundTellsItsExitCode() throws Exception {
        try (FakeEngine fake = refusing(127, true);
                DockerEngine engine = DockerEngine.connect(fake.uri())) {
            ExecResult result = exec(engine);

            assertThat(result.exitCode()).isEqualTo(127);
            assertThat(result.standardError()).isEqualTo(WORDS);
        }
    }

    private static ExecResult exec(DockerEngine engine) {
        return engine.exec("web", List.of("true"), Map.of(), 1000, Duration.ofSeconds(10));
    }

    private FakeEngine refusing(int exitCode, boolean runs) throws Exception {
        String frame = "\u0002\0\0\0\0\0\0" + (char) WORDS.length() + WORDS;
        return FakeEngine.overSocketFile(folder.resolve("engine.sock"))
                .speaking("1.51", "1.24")
                .answer("/containers/web/exec", 201, "{\"Id\":\"e1\"}")
                .answer("/exec/e1/start", 200, frame)
                .answer("/exec/e1/json", 200, "{\"Running\":false,\"ExitCode\":" + exitCode + ",\"Pid\":0}")
                .answer("/containers/web/json", 200, "{\"Id\":\"web\",\"State\":{\"Running\":" + runs + "}}");
    }
}
