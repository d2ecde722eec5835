package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.io.OutputStream;
import me.meeshy.infra.mongo.compress.Compression;
import me.meeshy.infra.mongo.compress.PackedOutput;
import me.meeshy.infra.mongo.model.DumpFile;
import org.jspecify.annotations.Nullable;

/**
 * How a dump's bytes are packed.
 *
 * @param compression the format, or null for none
 * @param level how hard; without meaning where there is none
 * @param threads how many pack at once
 */
public record Packing(@Nullable Compression compression, int level, int threads) {

    private static final int MOST_THREADS = 4;
    private static final Packing NONE = new Packing(null, 0, 0);

    /**
     * What a format asks for.
     *
     * @param level how hard, or 0 for what is usual
     * @throws IllegalArgumentException if there is no such level, or nothing is packed at all
     */
    public static Packing of(DumpFile.Format format, int level) {
        Compression compression = switch (format) {
            case DIRECTORY, ARCHIVE -> null;
            case GZIP_DIRECTORY, TAR_GZ, GZIP_ARCHIVE -> Compression.GZIP;
            case TAR_ZSTD, ZSTD_ARCHIVE -> Compression.ZSTD;
        };
        if (compression == null) {
            if (level != 0) {
                throw new IllegalArgumentException("a dump as " + format + " is not packed, so it has no level");
            }
            return NONE;
        }
        // A directory's files are packed by the threads that read them, each on its own.
        int threads = format == DumpFile.Format.GZIP_DIRECTORY
                ? 1
                : Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        return new Packing(compression, level == 0 ? compression.usual() : compression.require(level), threads);
    }

    /** A stream that packs into another, or null where nothing is packed. */
    @Nullable
    PackedOutput into(OutputStream out) throws IOException {
        return compression == null ? null : new PackedOutput(out, compression, level, threads);
    }
}
