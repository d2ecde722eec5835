package me.meeshy.infra.mongo.model;

import java.util.List;
import java.util.stream.Collectors;

/** A user may not do all that is to be done. It was found before anything was written. */
public final class MissingRightsException extends DataException {

    private static final long serialVersionUID = 1L;

    private final transient List<MissingRight> missing;

    /**
     * What a user may not do.
     *
     * @param what what was refused, and where
     * @param missing all that the user may not do of it
     */
    public MissingRightsException(String what, List<MissingRight> missing) {
        super(what + ": the user may not "
                + missing.stream().map(MissingRight::toString).collect(Collectors.joining(", "))
                + "; nothing was written. Grant the user these rights, or name another user");
        this.missing = List.copyOf(missing);
    }

    /**
     * What the user may not do.
     *
     * @return all that was found missing
     */
    public List<MissingRight> missing() {
        return missing;
    }
}
