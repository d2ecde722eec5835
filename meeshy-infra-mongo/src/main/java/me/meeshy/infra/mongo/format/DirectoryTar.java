package me.meeshy.infra.mongo.format;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import me.meeshy.infra.mongo.compress.PackedOutput;
import me.meeshy.infra.mongo.work.Deadline;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The files of a dump's directory as one packed tar file. */
record DirectoryTar(Path root, List<Path> files, Packing packing) {

    private static final int BUFFER_BYTES = 256 * 1024;

    /** Writes it, and forces it to disk. */
    void write(Path target, Deadline deadline) throws IOException {
        try (FileChannel channel = DumpPlace.createFile(target);
                PackedOutput packer = packing.into(Channels.newOutputStream(channel))) {
            if (packer == null) {
                throw new IllegalStateException("a tar file is always packed");
            }
            BufferedOutputStream buffered = new BufferedOutputStream(packer, BUFFER_BYTES);
            TarArchiveOutputStream out = new TarArchiveOutputStream(buffered, "UTF-8");
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            out.setAddPaxHeadersForNonAsciiNames(true);
            for (Path each : files) {
                TarArchiveEntry entry =
                        new TarArchiveEntry(root.relativize(each).toString().replace(File.separatorChar, '/'));
                entry.setSize(Files.size(each));
                entry.setMode(0600);
                out.putArchiveEntry(entry);
                copy(each, out, deadline);
                out.closeArchiveEntry();
            }
            out.finish();
            // The tar stream's own flush does not reach it.
            buffered.flush();
            packer.finish();
            channel.force(true);
        }
    }

    private static void copy(Path file, OutputStream out, Deadline deadline) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (var in = Files.newInputStream(file)) {
            int read = in.read(buffer);
            while (read >= 0) {
                deadline.check("Packing " + file.getFileName());
                out.write(buffer, 0, read);
                read = in.read(buffer);
            }
        }
    }
}
