package me.meeshy.infra.engine;

/** The images that tests run, pinned in this one place. */
public final class Images {

    public static final String MONGO = "mongo:8.0";
    public static final String REDIS = "redis:8-alpine";
    public static final String NGINX = "nginx:alpine";

    private Images() {}
}
