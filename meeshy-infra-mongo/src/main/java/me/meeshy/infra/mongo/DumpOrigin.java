package me.meeshy.infra.mongo;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import me.meeshy.infra.mongo.format.KeptStream;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;

/** Where a dump that is restored comes from: a path, or a stream that is kept in a directory meanwhile. */
final class DumpOrigin {

    private final Path path;
    private final @Nullable InputStream stream;
    private final AtomicBoolean taken = new AtomicBoolean();

    private DumpOrigin(Path path, @Nullable InputStream stream) {
        this.path = path;
        this.stream = stream;
    }

    static DumpOrigin path(Path path) {
        return new DumpOrigin(path, null);
    }

    static DumpOrigin stream(InputStream stream, Path keptIn) {
        return new DumpOrigin(keptIn, stream);
    }

    /** Lets something be done with the dump as it is on disk. */
    <T> T use(Deadline deadline, Function<Path, T> action) {
        if (stream == null) {
            return action.apply(path);
        }
        if (taken.getAndSet(true)) {
            throw new IllegalStateException("a stream can be restored once; it has been read");
        }
        try (KeptStream kept = KeptStream.read(stream, path, deadline)) {
            return action.apply(kept.file());
        }
    }

    @Override
    public String toString() {
        return stream == null ? path.toString() : "a stream";
    }
}
