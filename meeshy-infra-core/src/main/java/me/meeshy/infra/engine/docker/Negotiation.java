package me.meeshy.infra.engine.docker;

import me.meeshy.infra.engine.EngineException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which version of the Engine API is spoken. docker-java does not negotiate: without a version it speaks the engine's newest,
 * whose answers it may not understand, and with a fixed one it is refused by engines that are older, or (Engine 29) newer.
 */
final class Negotiation {

    /** Docker 20.10: the oldest engine that we are tested with. */
    static final ApiVersion OLDEST = new ApiVersion(1, 41);
    /** What docker-java knows, and the oldest that Engine 29 speaks. */
    static final ApiVersion NEWEST = new ApiVersion(1, 44);

    private static final Logger LOG = LoggerFactory.getLogger(Negotiation.class);

    private Negotiation() {}

    /**
     * The newest version that both sides know.
     *
     * @param newest the engine's newest
     * @param oldest the engine's oldest, where it tells
     * @throws EngineException with {@link EngineException.Reason#UNSUPPORTED} if the engine is too old
     */
    static ApiVersion agree(String newest, @Nullable String oldest, EngineHost host) {
        ApiVersion engineNewest = parse(newest, host);
        ApiVersion engineOldest = oldest == null || oldest.isEmpty() ? engineNewest : parse(oldest, host);
        if (!engineNewest.atLeast(OLDEST)) {
            throw new EngineException(
                    EngineException.Reason.UNSUPPORTED,
                    "Cannot use the Docker engine at " + host + ": it speaks API " + engineNewest + ", and at least "
                            + OLDEST + " (Docker 20.10) is needed; update the engine",
                    null);
        }
        ApiVersion agreed = engineNewest.atLeast(NEWEST) ? NEWEST : engineNewest;
        if (oldest != null && !agreed.atLeast(engineOldest)) {
            LOG.warn(
                    "The Docker engine at {} speaks no API below {}; this library is tested up to {}",
                    host,
                    engineOldest,
                    NEWEST);
            return engineOldest;
        }
        return agreed;
    }

    private static ApiVersion parse(String version, EngineHost host) {
        try {
            return ApiVersion.parse(version);
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    EngineException.Reason.UNSUPPORTED,
                    "Cannot use what answers at " + host + ": it gives \"" + version
                            + "\" for the version of its Engine API; check that it is a Docker engine",
                    e);
        }
    }
}
