package me.meeshy.infra.mongo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import me.meeshy.infra.mongo.model.DumpFile;

/** How a dump may come of which nobody knows what its documents are until they have been read. */
enum ManifestlessDump {
    ARCHIVE {
        @Override
        void write(BareMongo server, String database, Path place) {
            MongoDump.of(server.uri())
                    .database(database)
                    .to(DumpFile.archive(place))
                    .run();
        }

        @Override
        Path end(Path dump, String database) {
            return dump;
        }
    },

    DIRECTORY {
        @Override
        void write(BareMongo server, String database, Path place) throws IOException {
            MongoDump.of(server.uri())
                    .database(database)
                    .to(DumpFile.directory(place))
                    .run();
            Files.delete(place.resolve(database).resolve("meeshy-manifest.json"));
        }

        @Override
        Path end(Path dump, String database) {
            return dump.resolve(database).resolve("c.bson");
        }
    };

    abstract void write(BareMongo server, String database, Path place) throws IOException;

    /** The file that is read last. */
    abstract Path end(Path dump, String database);

    /** Damages it where only who has read all of it sees it. */
    void damage(Path dump, String database) throws IOException {
        Path last = end(dump, database);
        byte[] whole = Files.readAllBytes(last);
        Files.write(last, Arrays.copyOf(whole, whole.length - 1));
    }
}
