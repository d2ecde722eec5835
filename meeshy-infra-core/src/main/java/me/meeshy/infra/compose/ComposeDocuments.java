package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.compose.YamlNode.Mapping;

/** The documents of compose files with their variables replaced. A file that is extended again and again is read once. */
final class ComposeDocuments {

    private final Ledger ledger;
    private final Map<String, List<Mapping>> read = new HashMap<>();

    ComposeDocuments(Ledger ledger) {
        this.ledger = ledger;
    }

    List<Mapping> read(Source source) {
        // two sources of one file may differ in their variables
        String key = System.identityHashCode(source.variables()) + " " + source.directory() + " " + source.file();
        List<Mapping> known = read.get(key);
        if (known == null) {
            ledger.spendFile(source.file());
            known = interpolated(located(source), source);
            read.put(key, known);
        }
        return known;
    }

    /** Before their variables are replaced. */
    List<Mapping> located(Source source) {
        List<Mapping> documents = new ArrayList<>();
        YamlReader.read(source).forEach(document -> {
            ledger.spendValues(document);
            documents.add(mapping(document));
        });
        return documents;
    }

    List<Mapping> interpolated(List<Mapping> documents, Source source) {
        List<Mapping> interpolated = new ArrayList<>();
        for (Mapping document : documents) {
            interpolated.add((Mapping) InterpolatedTree.of(document, source.variables()::get, ledger));
        }
        return interpolated;
    }

    private static Mapping mapping(YamlNode document) {
        if (document instanceof Mapping mapping) {
            return mapping;
        }
        throw new ComposeFileException(
                document.at(),
                "",
                "a compose file is a map of keys such as services, and this is " + YamlNode.describe(document));
    }
}
