package me.meeshy.infra.mongo.model;

/** No member of a replica set is what the read preference of its connection string asks for; nothing was read. */
public final class ReadPreferenceException extends DataException {

    private static final long serialVersionUID = 1L;

    /** As the driver names it. */
    private final String preference;

    /**
     * A preference that nobody satisfies.
     *
     * @param message what is asked for, which members there are, and what to do next
     * @param preference the preference: its mode, or a JSON document with its tags
     * @param cause the failure beneath
     */
    public ReadPreferenceException(String message, String preference, Throwable cause) {
        super(message, cause);
        this.preference = preference;
    }

    /**
     * What was asked for.
     *
     * @return its mode, such as {@code secondary}; with tags or a limit of staleness a JSON document
     */
    public String preference() {
        return preference;
    }
}
