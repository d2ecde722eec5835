/**
 * An engine without Docker, for demonstrations and plumbing tests.
 *
 * <p>What stands in for MongoDB and Redis is on the class path and not required here: two jars of mongo-java-server share a package,
 * so that no module path can hold both. Whoever runs this on the module path leaves them on the class path and adds
 * {@code --add-reads me.meeshy.infra.embedded=ALL-UNNAMED}.
 */
module me.meeshy.infra.embedded {
    requires jdk.httpserver;
    requires transitive me.meeshy.infra.core;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports me.meeshy.infra.embedded;
}
