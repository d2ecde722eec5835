package me.meeshy.infra.mongo.swap;

import me.meeshy.infra.mongo.model.DataException;

/** What was found makes it wrong to go on, however often it is tried. */
public final class SwapRefusedException extends DataException {

    private static final long serialVersionUID = 1L;

    public SwapRefusedException(String message) {
        super(message);
    }
}
