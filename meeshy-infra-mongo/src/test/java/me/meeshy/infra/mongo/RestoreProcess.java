package me.meeshy.infra.mongo;

import java.nio.file.Path;
import java.time.Duration;

/** A restore in a process of its own, to be killed. Arguments: the dump and the server. */
final class RestoreProcess {

    private RestoreProcess() {}

    public static void main(String[] arguments) {
        restore(Path.of(arguments[0]), arguments[1]).run();
    }

    static MongoRestore restore(Path dump, String uri) {
        return MongoRestore.from(dump)
                .to(uri)
                .replaceExisting()
                .patience(Duration.ofSeconds(30))
                .build();
    }
}
