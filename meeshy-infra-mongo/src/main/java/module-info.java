/** Dump, restore, copy and verify MongoDB databases; the MongoDB step of a migration. */
module me.meeshy.infra.mongo {
    requires transitive me.meeshy.infra.core;
    requires org.apache.commons.compress;
    requires static com.github.luben.zstd_jni;
    requires static transitive org.jspecify;
    requires org.mongodb.bson;
    requires org.mongodb.driver.core;
    requires org.mongodb.driver.sync.client;
    requires org.slf4j;

    exports me.meeshy.infra.mongo;
    exports me.meeshy.infra.mongo.model;

    provides me.meeshy.infra.migration.DataStoreProvider with
            me.meeshy.infra.mongo.MongoStoreProvider;
}
