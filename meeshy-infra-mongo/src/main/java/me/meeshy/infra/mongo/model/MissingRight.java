package me.meeshy.infra.mongo.model;

/**
 * Something that a user would have to do and may not.
 *
 * @param action the action, as the server names it in privileges, such as {@code createIndex}
 * @param namespace database and collection, the database alone where any collection of it is meant, {@code *} for all databases
 * @param role a role of the server that grants it, with its database, such as {@code readWrite of shop}
 */
public record MissingRight(String action, String namespace, String role) {

    /**
     * The right in words.
     *
     * @return for instance {@code createIndex on shop (granted by readWrite of shop)}
     */
    @Override
    public String toString() {
        return action + " on " + namespace + " (granted by " + role + ")";
    }
}
