package me.meeshy.infra.mongo;

import java.nio.file.Path;
import me.meeshy.infra.mongo.model.DumpFile;

/** A dump in a process of its own. */
public final class DumpProcess {

    private DumpProcess() {}

    /**
     * Dumps.
     *
     * @param arguments the server, the database, the place, the format
     */
    public static void main(String[] arguments) {
        long documents = MongoDump.of(arguments[0])
                .database(arguments[1])
                .to(new DumpFile(Path.of(arguments[2]), DumpFile.Format.valueOf(arguments[3])))
                .run()
                .documents();
        System.out.println("dumped " + documents + " documents");
    }
}
