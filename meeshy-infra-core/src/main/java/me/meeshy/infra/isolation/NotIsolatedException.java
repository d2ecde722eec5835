package me.meeshy.infra.isolation;

import java.util.List;
import me.meeshy.infra.model.InfraException;

/** Two environments share what they must not. The facts are not kept when it is serialised; the message is. */
public final class NotIsolatedException extends InfraException {

    private static final long serialVersionUID = 1L;

    /** All that they share. */
    private final transient List<Leak> leaks;

    NotIsolatedException(Isolation isolation) {
        super(isolation.toString());
        this.leaks = isolation.leaks();
    }

    /**
     * All that they share.
     *
     * @return the leaks, at least one; empty in a copy that was serialised
     */
    public List<Leak> leaks() {
        return leaks == null ? List.of() : leaks;
    }
}
