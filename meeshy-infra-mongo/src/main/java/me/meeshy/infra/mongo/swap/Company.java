package me.meeshy.infra.mongo.swap;

import java.util.List;

/** Who else is at work on a server. */
public interface Company {

    /** On a stand-in, which does not tell. */
    Company UNKNOWN = new Company() {
        @Override
        public String blockers() {
            return "";
        }

        @Override
        public List<String> leftovers() {
            return List.of();
        }
    };

    /** What a rename may be waiting for, in words that follow a message; empty if there is nothing. */
    String blockers();

    /**
     * Commands of this run that still work on the database: of a process that died, or whose replies were lost. What they do is
     * not seen yet, and they may do it after everything was looked at.
     */
    List<String> leftovers();
}
