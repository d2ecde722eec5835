/** Stacks, compose files, orchestration over the Engine API, checks, and the migration pipeline. */
module me.meeshy.infra.core {
    requires com.fasterxml.jackson.core;
    requires com.github.dockerjava.api;
    requires com.github.dockerjava.core;
    requires com.github.dockerjava.transport;
    requires com.github.dockerjava.transport.zerodep;
    requires java.net.http;
    requires org.apache.commons.compress;
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires org.snakeyaml.engine;

    exports me.meeshy.infra;
    exports me.meeshy.infra.check;
    exports me.meeshy.infra.compose;
    exports me.meeshy.infra.engine;
    exports me.meeshy.infra.engine.docker;
    exports me.meeshy.infra.isolation;
    exports me.meeshy.infra.migration;
    exports me.meeshy.infra.model;
    exports me.meeshy.infra.plan;
    exports me.meeshy.infra.secret;

    uses me.meeshy.infra.migration.DataStoreProvider;
}
