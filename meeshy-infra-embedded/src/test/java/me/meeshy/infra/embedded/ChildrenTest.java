package me.meeshy.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A program that ends says why in its last words, which must be there when its end is known. It is a shell's. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(10)
class ChildrenTest {

    @TempDir
    private Path folder;

    @RepeatedTest(20)
    void lastWordsAreReadWhenAProcessHasEnded() throws Exception {
        var started = new CompletableFuture<Process>();
        var lines = new CopyOnWriteArrayList<String>();
        Child child = new Children().start(List.of("sh", "-c", "echo why; exit 3"), folder, line -> {
            // as slow as can be: the process has ended before its line is taken
            started.join().onExit().join();
            lines.add(line);
        });
        started.complete(child.process());

        assertThat(child.waitFor()).isEqualTo(3);
        assertThat(lines).containsExactly("why");
    }
}
