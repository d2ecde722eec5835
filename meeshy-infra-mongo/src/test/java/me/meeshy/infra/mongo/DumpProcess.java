package me.meeshy.infra.mongo;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import me.meeshy.infra.mongo.model.DumpFile;

/** A dump in a process of its own. */
public final class DumpProcess {

    private DumpProcess() {}

    /**
     * Dumps.
     *
     * @param arguments the server, the database, the place, the format; to be killed while it can be gone on with, after how many replies it waits for that
     */
    public static void main(String[] arguments) {
        if (arguments.length > 4) {
            waitToBeKilled(arguments);
            return;
        }
        long documents = MongoDump.of(arguments[0])
                .database(arguments[1])
                .to(new DumpFile(Path.of(arguments[2]), DumpFile.Format.valueOf(arguments[3])))
                .run()
                .documents();
        System.out.println("dumped " + documents + " documents");
    }

    private static void waitToBeKilled(String[] arguments) {
        MongoDump.Server server = MongoDump.of(arguments[0]);
        AtomicInteger replies = new AtomicInteger();
        (arguments[1].isEmpty() ? server.allDatabases() : server.database(arguments[1]))
                .to(new DumpFile(Path.of(arguments[2]), DumpFile.Format.valueOf(arguments[3])))
                .resumable()
                .onProgress(progress -> {
                    if (replies.incrementAndGet() == Integer.parseInt(arguments[4])) {
                        System.out.println("waiting");
                        LockSupport.park();
                    }
                })
                .run();
    }
}
