package me.meeshy.infra.model;

/** What an environment is for; decides how carefully it is guarded. */
public enum Role {
    /** Serves users: nothing destroys or replaces its data without a consent that names it. */
    PRODUCTION,
    /** Rehearses production. */
    STAGING,
    /** A developer's own. */
    DEVELOPMENT,
    /** Made by a test and gone with it. */
    TEST,
    /** Nobody said, for instance because compose started it: guarded as {@link #PRODUCTION}. */
    UNKNOWN;

    /**
     * Whether data of an environment in this role may only be destroyed or replaced with a consent that names it.
     *
     * @return true for {@link #PRODUCTION} and {@link #UNKNOWN}
     */
    public boolean guarded() {
        return this == PRODUCTION || this == UNKNOWN;
    }
}
