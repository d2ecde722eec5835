package me.meeshy.infra.mongo.restore;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.NamespacePattern;

/**
 * What of a dump is restored, and under which names.
 *
 * @param whole whether all databases of the dump are meant
 * @param dumped the database of the dump; empty for the only one
 * @param database the database to restore into; empty for that of the dump
 * @param included what must fit one of these, where there are any
 * @param excluded what must fit none of these
 * @param collections new names of single collections of the database
 * @param namespaces new names by pattern; the first that fits decides
 */
public record RestoreSelection(
        boolean whole,
        Optional<String> dumped,
        Optional<String> database,
        List<NamespacePattern> included,
        List<NamespacePattern> excluded,
        Map<String, String> collections,
        List<NamespaceRename> namespaces) {

    public RestoreSelection {
        included = List.copyOf(included);
        excluded = List.copyOf(excluded);
        collections = Map.copyOf(collections);
        namespaces = List.copyOf(namespaces);
    }

    /** From a pattern to another with as many wildcards. */
    public record NamespaceRename(NamespacePattern from, NamespacePattern to) {}

    /** A database and a collection in it. */
    public record Place(String database, String collection) {

        String namespace() {
            return database + "." + collection;
        }
    }

    public boolean takes(String dumpedNamespace) {
        return (included.isEmpty() || included.stream().anyMatch(each -> each.matches(dumpedNamespace)))
                && excluded.stream().noneMatch(each -> each.matches(dumpedNamespace));
    }

    /** Where a collection of the dump goes: single names come first, then patterns, then the other database. */
    public Place place(String dumpedDatabase, String collection) {
        String into = database.orElse(dumpedDatabase);
        if (collections.containsKey(collection)) {
            return new Place(into, collections.get(collection));
        }
        String namespace = dumpedDatabase + "." + collection;
        for (NamespaceRename each : namespaces) {
            Optional<String> renamed = each.from().renamed(namespace, each.to());
            if (renamed.isPresent()) {
                int dot = renamed.get().indexOf('.');
                if (dot <= 0) {
                    throw new DataException(namespace + " would be renamed to '" + renamed.get()
                            + "', which names no database before a dot");
                }
                return new Place(renamed.get().substring(0, dot), renamed.get().substring(dot + 1));
            }
        }
        return new Place(into, collection);
    }
}
