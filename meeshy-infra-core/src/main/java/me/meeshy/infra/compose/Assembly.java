package me.meeshy.infra.compose;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.compose.YamlNode.Mapping;

/**
 * From files to one merged tree, in compose's order: each document has its variables replaced, then what its services extend and what it
 * includes written out, and is then merged over those before it.
 */
final class Assembly {

    private final ComposeDocuments documents;
    private final Extends inheritance;
    private final Includes includes;
    private final Ledger ledger;

    Assembly(HostPaths paths, Ledger ledger) {
        this.ledger = ledger;
        this.documents = new ComposeDocuments(ledger);
        this.inheritance = new Extends(documents, paths, ledger);
        this.includes = new Includes(this, paths, ledger);
    }

    /** The files' documents as they stand, for whoever must know something before the variables are. */
    List<Mapping> located(List<Source> sources) {
        List<Mapping> located = new ArrayList<>();
        sources.forEach(source -> located.addAll(documents.located(source)));
        return located;
    }

    /**
     * The documents of a project's own files, assembled.
     *
     * @param located what {@link #located} said; not empty
     */
    Mapping assembled(List<Mapping> located) {
        List<Mapping> parts = new ArrayList<>();
        for (Mapping document : located) {
            Source source = document.at().source();
            Mapping interpolated =
                    documents.interpolated(List.of(document), source).get(0);
            parts.add(whole(interpolated, List.of(source.file())));
        }
        return MergedTree.of(parts);
    }

    /**
     * Files that another one includes, assembled.
     *
     * @param chain the files that include them, outermost first
     */
    Mapping included(List<Source> sources, List<Path> chain) {
        List<Mapping> parts = new ArrayList<>();
        for (Source source : sources) {
            // though the documents may be known: files that include each other twice over double with each step
            ledger.spendFile(source.file());
            List<Path> longer = new ArrayList<>(chain);
            longer.add(source.file());
            documents.read(source).forEach(document -> parts.add(whole(document, longer)));
        }
        if (parts.isEmpty()) {
            throw new ComposeFileException(Position.of(sources.get(0).file()), "", "the file is empty");
        }
        return MergedTree.of(parts);
    }

    private Mapping whole(Mapping document, List<Path> chain) {
        return includes.applied(inheritance.applied(document), chain);
    }
}
