package me.meeshy.infra.migration;

/** Is told of each record around the moment in which it reaches the disk; lets a test end the process exactly there. */
interface JournalListener {

    /** Does nothing. */
    JournalListener NONE = new JournalListener() {};

    default void before(JournalRecord record) {}

    default void after(JournalRecord record) {}
}
