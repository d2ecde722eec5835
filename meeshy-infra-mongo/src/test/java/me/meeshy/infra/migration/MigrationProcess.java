package me.meeshy.infra.migration;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import me.meeshy.infra.Consent;
import me.meeshy.infra.mongo.MongoStore;

/**
 * A migration in a process of its own, that ends as a crash ends it: at once, right before or after a record of its journal.
 * Arguments: folder, port of the source, port of the target, and the record's number: {@code -n} before it, {@code n} after it, 0 never.
 */
final class MigrationProcess {

    private static final int CRASHED = 77;

    private MigrationProcess() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int at = Integer.parseInt(arguments[3]);
        Files.writeString(folder.resolve("started"), "");
        MigrationReport report = builder(folder)
                .journalListener(crashingAt(at))
                .build()
                .run(sides(folder, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])), consent());
        System.out.println(report.outcome());
    }

    static Consent consent() {
        return Consent.toReplaceDataOf("production");
    }

    static DatabaseSides sides(Path folder, int source, int target) {
        return new DatabaseSides(
                () -> InetSocketAddress.createUnresolved("127.0.0.1", source),
                () -> InetSocketAddress.createUnresolved("127.0.0.1", target),
                folder);
    }

    static Migration.Builder builder(Path folder) {
        return Migration.from(DatabaseSides.STAGING)
                .to(DatabaseSides.PRODUCTION)
                .store(MongoStore.of("database", Chat.DATABASE))
                .backupTo(folder.resolve("backups"))
                .stopWriters("gateway");
    }

    private static JournalListener crashingAt(int at) {
        return new JournalListener() {
            @Override
            public void before(JournalRecord record) {
                if (record.number() == -at) {
                    Runtime.getRuntime().halt(CRASHED);
                }
            }

            @Override
            public void after(JournalRecord record) {
                if (record.number() == at) {
                    Runtime.getRuntime().halt(CRASHED);
                }
            }
        };
    }
}
