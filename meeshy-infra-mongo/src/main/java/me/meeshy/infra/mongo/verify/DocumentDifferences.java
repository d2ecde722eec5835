package me.meeshy.infra.mongo.verify;

import java.util.List;

/**
 * How the documents of a collection changed between two readings, told by their {@code _id}.
 *
 * @param added how many are in the later reading only
 * @param changed how many are in both, with other content
 * @param removed how many are in the earlier reading only
 * @param examples some of them: what became of it, and its {@code _id} as relaxed Extended JSON
 */
public record DocumentDifferences(long added, long changed, long removed, List<String> examples) {

    public DocumentDifferences {
        examples = List.copyOf(examples);
    }
}
