package me.meeshy.infra.mongo.restore;

/** A set of numbers that takes little more than twice their bytes. For use by one thread. */
final class LongTable {

    private long[] table;
    private int mask;
    private int size;
    private boolean zero;

    LongTable(int expected) {
        int capacity = Integer.highestOneBit(Math.max(16, expected)) * 4;
        this.table = new long[capacity];
        this.mask = capacity - 1;
    }

    /** Adds a number; false where it was there. */
    boolean add(long value) {
        if (value == 0) {
            boolean added = !zero;
            zero = true;
            return added;
        }
        if (size > table.length / 2) {
            grow();
        }
        int at = (int) (value ^ value >>> 32) & mask;
        while (table[at] != 0) {
            if (table[at] == value) {
                return false;
            }
            at = at + 1 & mask;
        }
        table[at] = value;
        size++;
        return true;
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] before = table;
        table = new long[before.length * 2];
        mask = table.length - 1;
        size = 0;
        for (long each : before) {
            if (each != 0) {
                add(each);
            }
        }
    }
}
