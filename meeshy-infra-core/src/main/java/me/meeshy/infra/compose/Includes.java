package me.meeshy.infra.compose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.compose.YamlNode.Entry;
import me.meeshy.infra.compose.YamlNode.Mapping;
import me.meeshy.infra.compose.YamlNode.Merging;
import org.jspecify.annotations.Nullable;

/**
 * {@code include}: what other files declare becomes part of the document that includes them. They have a directory and, from its
 * {@code .env} or the files that are named, variables of their own; those of the including file win.
 */
final class Includes {

    private static final String KEY = "include";
    private static final int MAX_CHAIN = 50;
    private static final List<String> SECTIONS = List.of("services", "networks", "volumes", "secrets", "configs");

    private final Assembly assembly;
    private final HostPaths paths;
    private final Ledger ledger;

    Includes(Assembly assembly, HostPaths paths, Ledger ledger) {
        this.assembly = assembly;
        this.paths = paths;
        this.ledger = ledger;
    }

    /**
     * The document with what it includes.
     *
     * @param chain the file of the document last, and before it the files that include it
     */
    Mapping applied(Mapping document, List<Path> chain) {
        Entry clause = document.entries().get(KEY);
        if (clause == null) {
            return document;
        }
        Map<String, Entry> entries = new LinkedHashMap<>(document.entries());
        entries.remove(KEY);
        var field = new Field(clause.value(), KeyPath.ROOT.key(KEY));
        if (!field.isNull()) {
            for (Field item : field.items()) {
                adopt(included(item, chain), entries, item);
            }
        }
        return new Mapping(document.at(), entries, document.merging());
    }

    private Mapping included(Field item, List<Path> chain) {
        Map<String, Field> keys = item.isMapping() ? item.entries(Section.INCLUDE) : Map.of("path", item);
        Field pathField = keys.get("path");
        if (pathField == null) {
            throw item.problem("the key path is missing");
        }
        List<Path> files = files(pathField);
        if (files.isEmpty()) {
            throw pathField.problem("names no file");
        }
        Path first = files.get(0);
        if (chain.contains(first)) {
            List<String> circle = new ArrayList<>();
            chain.subList(chain.indexOf(first), chain.size()).forEach(file -> circle.add(file.toString()));
            circle.add(first.toString());
            throw item.problem("files include each other in a circle: " + String.join(" → ", circle)
                    + "; take one of these includes away");
        }
        if (chain.size() >= MAX_CHAIN) {
            throw item.problem("files include each other more than " + MAX_CHAIN + " deep");
        }
        @Nullable Field given = keys.get("project_directory");
        Path directory = given == null ? parent(first) : paths.resolve(given, given.nonEmptyText());
        Map<String, String> variables = variables(item, keys.get("env_file"), directory);
        List<Source> sources = files.stream()
                .map(file -> new Source(file, directory, variables))
                .toList();
        return assembly.included(sources, chain);
    }

    private List<Path> files(Field field) {
        List<Path> files = new ArrayList<>();
        field.itemsOrSingle().forEach(item -> files.add(NamedFile.of(item, paths)));
        return files;
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    private Map<String, String> variables(Field item, @Nullable Field given, Path directory) {
        Map<String, String> outer = item.node().at().source().variables();
        List<Path> files = new ArrayList<>();
        if (given != null) {
            for (Field file : given.itemsOrSingle()) {
                // compose's way to say that the usual file is not to be read
                if (!file.nonEmptyText().equals("/dev/null")) {
                    files.add(NamedFile.of(file, paths));
                }
            }
        } else if (Files.isRegularFile(directory.resolve(".env"))) {
            files.add(directory.resolve(".env"));
        }
        if (files.isEmpty()) {
            return outer;
        }
        Map<String, String> read = new HashMap<>();
        for (Path file : files) {
            ledger.spendFile(file);
            EnvFile.read(file, name -> outer.getOrDefault(name, read.get(name)), ledger)
                    .forEach((name, variable) -> read.put(name, variable.value()));
        }
        read.putAll(outer);
        return read;
    }

    /** Puts what was included beside what the document has itself; one name in both must mean the same. */
    private static void adopt(Mapping included, Map<String, Entry> entries, Field item) {
        // whatever else there is must be known, though it does not count
        new Field(included, KeyPath.ROOT).entries(Section.FILE);
        for (String section : SECTIONS) {
            Entry from = included.entries().get(section);
            if (from == null || !(from.value() instanceof Mapping theirs)) {
                continue;
            }
            Entry own = entries.get(section);
            Map<String, Entry> all = new LinkedHashMap<>();
            if (own != null && own.value() instanceof Mapping ours) {
                all.putAll(ours.entries());
            }
            theirs.entries().forEach((name, entry) -> {
                Entry here = all.putIfAbsent(name, entry);
                if (here != null && !SameMeaning.of(here.value(), entry.value())) {
                    throw new ComposeFileException(
                            here.keyAt(),
                            section + "." + name,
                            "stands here and, not the same, in the included file at " + entry.keyAt()
                                    + "; give one another name, or merge a change over the included file with a list of paths at "
                                    + item.node().at());
                }
            });
            Position at = own == null ? from.keyAt() : own.keyAt();
            entries.put(section, new Entry(at, new Mapping(at, all, Merging.MERGE)));
        }
    }
}
