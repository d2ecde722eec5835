package me.meeshy.infra.mongo.compress;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A class of its own, since the library need not be there: a class that names its types cannot even be loaded without. */
final class ZstdUnpacking {

    /** A window of 32 MiB: more than any level but the last three of Zstandard asks for, and all that a hostile file gets. */
    private static final int LARGEST_WINDOW = 25;

    private ZstdUnpacking() {}

    static InputStream of(InputStream in) throws IOException {
        return new ZstdInputStream(in).setLongMax(LARGEST_WINDOW);
    }
}
