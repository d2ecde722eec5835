package me.meeshy.infra.migration;

/** On replica sets of one node. */
class ReplicaSetMigrationIT extends MongoMigrationTests {

    ReplicaSetMigrationIT() {
        super(true);
    }
}
