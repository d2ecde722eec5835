package me.meeshy.infra.model;

import java.util.Locale;

/** The transport of a port. */
public enum Protocol {
    /** The default. */
    TCP,
    /** Datagrams. */
    UDP,
    /** Stream control transmission. */
    SCTP;

    /**
     * The word that the Engine API and compose files use.
     *
     * @return for instance {@code tcp}
     */
    public String engineName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
