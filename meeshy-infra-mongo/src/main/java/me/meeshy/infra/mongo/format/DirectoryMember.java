package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.model.DumpFormatException;
import org.jspecify.annotations.Nullable;

/**
 * A file of a dump that is a directory.
 *
 * @param database the directory of its database; null for what stands beside the databases
 * @param file where it is
 */
record DirectoryMember(@Nullable Path database, Path file) {

    private static final String OPLOG = "oplog" + DumpNames.BSON;

    String name() {
        return file.getFileName().toString();
    }

    /**
     * Of a dump of several databases, each in a directory of its own, or of one.
     *
     * @throws DumpFormatException if one of them is a link
     */
    static List<DirectoryMember> of(Path path) throws IOException {
        List<DirectoryMember> members = new ArrayList<>();
        List<Path> here = list(path);
        boolean single = here.stream().anyMatch(DirectoryMember::holdsCollection);
        for (Path each : here) {
            boolean beside = !single && besideDatabases(each);
            if (single || beside || Files.isDirectory(each)) {
                refuseLink(path, each);
            }
            if (Files.isRegularFile(each)) {
                if (single) {
                    members.add(new DirectoryMember(
                            path.toAbsolutePath().normalize().getFileName(), each));
                } else if (beside) {
                    members.add(new DirectoryMember(null, each));
                }
            } else if (!single
                    && Files.isDirectory(each)
                    && !each.getFileName().toString().startsWith(".")) {
                for (Path file : list(each)) {
                    refuseLink(path, file);
                    if (Files.isRegularFile(file)) {
                        members.add(new DirectoryMember(each.getFileName(), file));
                    }
                }
            }
        }
        return members;
    }

    /** What it leads to may be anything, or not be there; passing over it might leave a collection out. */
    private static void refuseLink(Path path, Path each) {
        if (Files.isSymbolicLink(each)) {
            throw new DumpFormatException(
                    path.relativize(each).toString(),
                    -1,
                    null,
                    "it is a link, and what it leads to is no part of a dump",
                    null);
        }
    }

    /** The oplog of a whole deployment, which no tool calls otherwise when it is packed, and what is known of it. */
    private static boolean besideDatabases(Path file) {
        String name = file.getFileName().toString();
        return name.equals(OPLOG) || name.equals(DumpManifest.FILE_NAME);
    }

    private static boolean holdsCollection(Path file) {
        String name = file.getFileName().toString();
        String plain = DumpFiles.withoutGz(name);
        boolean documents = plain.endsWith(DumpNames.BSON) && !plain.equals(OPLOG);
        return Files.isRegularFile(file) && (documents || plain.endsWith(DumpNames.METADATA));
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.sorted().toList();
        }
    }
}
