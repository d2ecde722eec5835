package me.meeshy.infra.mongo;

import java.nio.file.Path;
import java.util.List;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;

/** Everything that takes a login, in a process of its own, so that all that it writes can be looked through. */
final class LoginProcess {

    private LoginProcess() {}

    /**
     * Works as a user.
     *
     * @param arguments the server, the user's file, the password's file, the database, a directory
     */
    public static void main(String[] arguments) {
        MongoServer server = MongoServer.at(arguments[0]).loginFromFiles(Path.of(arguments[1]), Path.of(arguments[2]));
        String database = arguments[3];
        Path dump = Path.of(arguments[4]).resolve("dump");
        System.out.println(server);
        MongoDumpBuilder dumping = MongoDump.of(server).database(database).to(DumpFile.directory(dump));
        System.out.println(dumping.build());
        try {
            System.out.println(dumping.run());
            MongoRestoreBuilder restoring = MongoRestore.from(dump).to(server).database(database + "-restored");
            System.out.println(restoring.build());
            System.out.println(restoring.run());
            System.out.println(MongoRestore.repair(server) + " "
                    + MongoRestore.repair(server).look());
            MongoCopy.Builder copying = MongoCopy.from(server, database)
                    .to(server, database + "-copied")
                    .collection("Message", "Message");
            System.out.println(copying.build());
            System.out.println(MongoVerification.of(server, database + "-copied")
                    .expect(copying.run())
                    .run());
            for (MongoComparison each : List.of(
                    MongoComparison.of(server, database).with(server, database + "-restored"),
                    MongoComparison.ofDump(dump, database).with(server, database))) {
                System.out.println(each);
                each.run().orThrow();
            }
            System.out.println("all done");
        } catch (DataException e) {
            e.printStackTrace(System.out);
            System.out.println("code " + e.serverCode());
        }
    }
}
