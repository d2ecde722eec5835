package me.meeshy.infra.redis;

/** The images that this module's tests run, pinned in this one place. */
final class Images {

    static final String REDIS = "redis:8-alpine";

    private Images() {}
}
