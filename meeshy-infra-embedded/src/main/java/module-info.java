/** An engine without Docker, for demonstrations and plumbing tests. */
module me.meeshy.infra.embedded {
    requires transitive me.meeshy.infra.core;
    requires static transitive org.jspecify;
    requires org.slf4j;
}
