package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.Workers;

/** A dump that is a directory, which is read file by file. */
final class DirectoryDump {

    private final Path root;
    private final Opening opening;

    DirectoryDump(Path root, Opening opening) {
        this.root = root;
        this.opening = opening;
    }

    /** Opens a file, or what was sealed in it. */
    interface Opening {
        InputStream open(Path file) throws IOException;
    }

    /** Reads everything, in the order of names. */
    void visit(DumpFiles files) throws IOException {
        for (DirectoryMember each : DirectoryMember.of(root)) {
            visit(files, each);
        }
    }

    /** Reads everything, several files at a time. */
    void visitSideBySide(DumpFiles files, int readers, Deadline deadline) throws IOException {
        List<DirectoryMember> members = DirectoryMember.of(root);
        try (Workers workers = new Workers("Reading " + root.getFileName(), readers, deadline)) {
            for (DirectoryMember each : members) {
                workers.submit(() -> {
                    try {
                        visit(files, each);
                    } catch (IOException e) {
                        throw DumpSource.unreadable(root, e);
                    }
                });
            }
            workers.await();
        }
    }

    /** Reads what holds no documents; of documents it says that they are to come. */
    void visitHead(DumpFiles files) throws IOException {
        for (DirectoryMember each : DirectoryMember.of(root)) {
            if (DumpFiles.holdsDocuments(each.name())) {
                files.announce(database(each), each.name(), shown(each), Files.size(each.file()));
            } else {
                visit(files, each);
            }
        }
    }

    /** How many bytes its files have, packed as they are. */
    long bytes() throws IOException {
        long bytes = 0;
        for (DirectoryMember each : DirectoryMember.of(root)) {
            bytes += Files.size(each.file());
        }
        return bytes;
    }

    private void visit(DumpFiles files, DirectoryMember member) throws IOException {
        try (InputStream in = opening.open(member.file())) {
            files.file(database(member), member.name(), shown(member), in);
        }
    }

    private static String database(DirectoryMember member) {
        Path database = member.database();
        return database == null ? "" : database.toString();
    }

    private String shown(DirectoryMember member) {
        return root.relativize(member.file()).toString();
    }
}
