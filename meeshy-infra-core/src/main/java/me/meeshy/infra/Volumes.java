package me.meeshy.infra;

/** What becomes of an environment's named volumes when it is taken down. */
public enum Volumes {
    /** They stay, with all that is in them; the default. */
    KEEP,
    /** They are removed, with all that is in them. */
    DELETE
}
