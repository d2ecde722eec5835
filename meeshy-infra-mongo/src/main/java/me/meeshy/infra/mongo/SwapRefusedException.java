package me.meeshy.infra.mongo;

/** What was found makes it wrong to go on, however often it is tried. */
final class SwapRefusedException extends DataException {

    private static final long serialVersionUID = 1L;

    SwapRefusedException(String message) {
        super(message);
    }
}
