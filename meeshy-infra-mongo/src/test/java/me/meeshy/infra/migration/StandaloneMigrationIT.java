package me.meeshy.infra.migration;

/** On standalones. */
class StandaloneMigrationIT extends MongoMigrationTests {

    StandaloneMigrationIT() {
        super(false);
    }
}
