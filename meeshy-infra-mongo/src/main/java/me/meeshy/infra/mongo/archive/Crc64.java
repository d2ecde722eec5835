package me.meeshy.infra.mongo.archive;

import me.meeshy.infra.mongo.bson.RawBson;

/**
 * CRC-64/XZ, as archives carry it for each collection. Sixteen bytes at a time, by tables in one array, whose length a compiler knows: it
 * need not be looked at for each byte. Not safe for use by several threads.
 */
public final class Crc64 {

    /** The ECMA polynomial, its bits reversed. */
    private static final long POLYNOMIAL = 0xC96C5795D7870F42L;

    private static final int SLICES = 16;
    private static final int VALUES = 256;

    /** What each value of a byte comes to with 0, 1, 2… more bytes behind it, slice after slice. */
    private static final long[] TABLES = new long[SLICES * VALUES];

    static {
        for (int i = 0; i < VALUES; i++) {
            long value = i;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                value = (value & 1) != 0 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
            }
            TABLES[i] = value;
        }
        for (int i = VALUES; i < TABLES.length; i++) {
            long before = TABLES[i - VALUES];
            TABLES[i] = (before >>> Byte.SIZE) ^ TABLES[(int) before & 0xFF];
        }
    }

    private long state = -1;

    public void update(byte[] bytes, int offset, int length) {
        long crc = state;
        int at = offset;
        int end = offset + length;
        while (end - at >= 2 * Long.BYTES) {
            crc = eight(crc ^ RawBson.int64(bytes, at), Long.BYTES) ^ eight(RawBson.int64(bytes, at + Long.BYTES), 0);
            at += 2 * Long.BYTES;
        }
        if (end - at >= Long.BYTES) {
            crc = eight(crc ^ RawBson.int64(bytes, at), 0);
            at += Long.BYTES;
        }
        while (at < end) {
            crc = (crc >>> Byte.SIZE) ^ TABLES[(int) (crc ^ bytes[at]) & 0xFF];
            at++;
        }
        state = crc;
    }

    /** What eight bytes come to with so many behind them. */
    private static long eight(long bytes, int behind) {
        int slice = behind * VALUES;
        return TABLES[slice + 7 * VALUES + ((int) bytes & 0xFF)]
                ^ TABLES[slice + 6 * VALUES + ((int) (bytes >>> 8) & 0xFF)]
                ^ TABLES[slice + 5 * VALUES + ((int) (bytes >>> 16) & 0xFF)]
                ^ TABLES[slice + 4 * VALUES + ((int) (bytes >>> 24) & 0xFF)]
                ^ TABLES[slice + 3 * VALUES + ((int) (bytes >>> 32) & 0xFF)]
                ^ TABLES[slice + 2 * VALUES + ((int) (bytes >>> 40) & 0xFF)]
                ^ TABLES[slice + VALUES + ((int) (bytes >>> 48) & 0xFF)]
                ^ TABLES[slice + (int) (bytes >>> 56)];
    }

    public long value() {
        return ~state;
    }
}
