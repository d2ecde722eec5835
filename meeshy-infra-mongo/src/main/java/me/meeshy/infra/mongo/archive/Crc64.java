package me.meeshy.infra.mongo.archive;

import me.meeshy.infra.mongo.bson.RawBson;

/** CRC-64/XZ, as archives carry it for each collection. Eight bytes at a time; not safe for use by several threads. */
public final class Crc64 {

    /** The ECMA polynomial, its bits reversed. */
    private static final long POLYNOMIAL = 0xC96C5795D7870F42L;

    private static final int SLICES = 8;
    private static final long[][] TABLES = new long[SLICES][256];

    static {
        for (int i = 0; i < 256; i++) {
            long value = i;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                value = (value & 1) != 0 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
            }
            TABLES[0][i] = value;
        }
        for (int i = 0; i < 256; i++) {
            for (int slice = 1; slice < SLICES; slice++) {
                long before = TABLES[slice - 1][i];
                TABLES[slice][i] = (before >>> Byte.SIZE) ^ TABLES[0][(int) before & 0xFF];
            }
        }
    }

    private long state = -1;

    public void update(byte[] bytes, int offset, int length) {
        long crc = state;
        int at = offset;
        int end = offset + length;
        while (end - at >= SLICES) {
            long mixed = crc ^ RawBson.int64(bytes, at);
            crc = TABLES[7][(int) mixed & 0xFF]
                    ^ TABLES[6][(int) (mixed >>> 8) & 0xFF]
                    ^ TABLES[5][(int) (mixed >>> 16) & 0xFF]
                    ^ TABLES[4][(int) (mixed >>> 24) & 0xFF]
                    ^ TABLES[3][(int) (mixed >>> 32) & 0xFF]
                    ^ TABLES[2][(int) (mixed >>> 40) & 0xFF]
                    ^ TABLES[1][(int) (mixed >>> 48) & 0xFF]
                    ^ TABLES[0][(int) (mixed >>> 56)];
            at += SLICES;
        }
        while (at < end) {
            crc = (crc >>> Byte.SIZE) ^ TABLES[0][(int) (crc ^ bytes[at]) & 0xFF];
            at++;
        }
        state = crc;
    }

    public long value() {
        return ~state;
    }
}
