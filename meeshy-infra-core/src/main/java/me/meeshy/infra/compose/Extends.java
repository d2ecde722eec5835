package me.meeshy.infra.compose;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.compose.YamlNode.Entry;
import me.meeshy.infra.compose.YamlNode.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * {@code extends}: a service is merged over the one that it names, of its own document or of another file, and so on. Everything is
 * inherited. Relative paths of another file start at that file's directory, as each value remembers its {@link Source}.
 */
final class Extends {

    private static final String KEY = "extends";
    private static final int MAX_CHAIN = 100;

    private final ComposeDocuments documents;
    private final HostPaths paths;
    private final Ledger ledger;
    /** Of other files, by their documents. */
    private final IdentityHashMap<List<Mapping>, Scope> scopes = new IdentityHashMap<>();

    Extends(ComposeDocuments documents, HostPaths paths, Ledger ledger) {
        this.documents = documents;
        this.paths = paths;
        this.ledger = ledger;
    }

    /** The document with what its services inherit written out. */
    Mapping applied(Mapping document) {
        Entry services = document.entries().get("services");
        if (services == null
                || !(services.value() instanceof Mapping all)
                || all.entries().values().stream().noneMatch(Extends::extendsAnother)) {
            return document;
        }
        var scope = new Scope(document.at().source(), all);
        Map<String, Entry> resolved = new LinkedHashMap<>();
        all.entries()
                .forEach((name, entry) ->
                        resolved.put(name, new Entry(entry.keyAt(), scope.resolved(name, entry, new ArrayList<>()))));
        Map<String, Entry> entries = new LinkedHashMap<>(document.entries());
        entries.put("services", new Entry(services.keyAt(), new Mapping(all.at(), resolved, all.merging())));
        return new Mapping(document.at(), entries, document.merging());
    }

    private static boolean extendsAnother(Entry service) {
        return service.value() instanceof Mapping keys && keys.entries().containsKey(KEY);
    }

    /** The services of one document, among which a name is looked up. */
    private final class Scope {

        private final Source source;
        private final Mapping services;
        private final Map<String, YamlNode> done = new HashMap<>();

        Scope(Source source, Mapping services) {
            this.source = source;
            this.services = services;
        }

        YamlNode resolved(String name, Entry entry, List<String> chain) {
            YamlNode known = done.get(name);
            if (known == null) {
                known = resolvedAnew(name, entry, chain);
                done.put(name, known);
            }
            return known;
        }

        private YamlNode resolvedAnew(String name, Entry entry, List<String> chain) {
            if (!(entry.value() instanceof Mapping keys)) {
                return entry.value();
            }
            Entry clause = keys.entries().get(KEY);
            if (clause == null) {
                return keys;
            }
            KeyPath service = KeyPath.ROOT.key("services").key(name);
            var field = new Field(clause.value(), service.key(KEY));
            String link = name + " in " + source.file();
            if (chain.contains(link)) {
                List<String> circle = new ArrayList<>(chain.subList(chain.indexOf(link), chain.size()));
                circle.add(link);
                throw field.problem("services extend each other in a circle: " + String.join(" → ", circle)
                        + "; take one of these extends away");
            }
            if (chain.size() >= MAX_CHAIN) {
                throw field.problem("services extend each other more than " + MAX_CHAIN + " deep");
            }
            Mapping own = without(keys);
            if (field.isNull()) {
                return own;
            }
            chain.add(link);
            YamlNode base = base(field, chain);
            chain.remove(chain.size() - 1);
            if (!(base instanceof Mapping inherited)) {
                return own;
            }
            Mapping merged = MergedTree.service(inherited, own, service);
            ledger.spendValues(merged);
            return merged;
        }

        private YamlNode base(Field clause, List<String> chain) {
            Field reference = clause;
            @Nullable Field file = null;
            if (clause.isMapping()) {
                Map<String, Field> keys = clause.entries(Section.EXTENDS);
                file = keys.get("file");
                reference = Optional.ofNullable(keys.get("service"))
                        .orElseThrow(() -> clause.problem("the key service is missing"));
            }
            String other = reference.nonEmptyText();
            Scope scope = file == null ? this : of(file);
            Entry base = scope.services.entries().get(other);
            if (base == null) {
                throw reference.problem("there is no service '" + other + "' to extend in " + scope.source.file()
                        + Section.closest(other, scope.services.entries().keySet())
                                .map(close -> "; did you mean " + close + "?")
                                .orElse("; there are "
                                        + scope.services.entries().keySet()));
            }
            return scope.resolved(other, base, chain);
        }

        private Scope of(Field field) {
            Path path = NamedFile.of(field, paths);
            Path parent = path.getParent();
            var other = new Source(path, parent == null ? path : parent, source.variables());
            List<Mapping> files = documents.read(other);
            Scope known = scopes.get(files);
            if (known != null) {
                return known;
            }
            Entry found =
                    files.isEmpty() ? null : MergedTree.of(files).entries().get("services");
            if (found != null && found.value() instanceof Mapping there) {
                var scope = new Scope(other, there);
                scopes.put(files, scope);
                return scope;
            }
            throw field.problem("the file " + path + " has no services");
        }
    }

    private static Mapping without(Mapping keys) {
        Map<String, Entry> entries = new LinkedHashMap<>(keys.entries());
        entries.remove(KEY);
        return new Mapping(keys.at(), entries, keys.merging());
    }
}
