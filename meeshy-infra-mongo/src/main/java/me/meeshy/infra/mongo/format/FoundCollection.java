package me.meeshy.infra.mongo.format;

import java.util.Optional;
import java.util.OptionalLong;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpedCollection;
import org.jspecify.annotations.Nullable;

/** One collection of a dump as it was found: what describes it, and what its documents were, or are expected to be. */
public final class FoundCollection {

    /** Stands for a number of documents or bytes that is not known. */
    static final long UNKNOWN = -1;

    private final String file;
    private @Nullable CollectionDescription description;
    private ContentHash hash = ContentHash.EMPTY;
    private long bytes;
    private boolean unread;
    private long expectedBytes = UNKNOWN;
    private @Nullable ContentHash expectedHash;
    private String metadataHash = "";

    FoundCollection(String file) {
        this.file = file;
    }

    /** The name of its files, without suffix. */
    public String file() {
        return file;
    }

    public ContentHash hash() {
        return hash;
    }

    public long bytes() {
        return bytes;
    }

    /** Whether it was announced by the dump's head, and its documents are still to be read. */
    public boolean unread() {
        return unread;
    }

    /** How many documents there are, or will be by what the dump says; empty where it does not. */
    public OptionalLong expectedDocuments() {
        ContentHash told = unread ? expectedHash : hash;
        return told == null ? OptionalLong.empty() : OptionalLong.of(told.documents());
    }

    /** How many bytes they have. */
    public OptionalLong expectedBytes() {
        long told = unread ? expectedBytes : bytes;
        return told < 0 ? OptionalLong.empty() : OptionalLong.of(told);
    }

    /** What a manifest says that its documents are; empty where there is none. */
    public Optional<ContentHash> expectedHash() {
        return Optional.ofNullable(expectedHash);
    }

    /** The SHA-256 of its metadata; empty where it has none. */
    String metadataHash() {
        return metadataHash;
    }

    /** Takes what describes it, once. */
    void describe(String shown, String namespace, byte[] json) {
        if (!metadataHash.isEmpty()) {
            throw new DumpFormatException(shown, -1, namespace, "it stands in the dump twice", null);
        }
        metadataHash = DumpScan.sha256(json);
        description = DumpMetadata.read(shown, DumpScan.unescaped(file), json);
    }

    /** Its documents are to come. */
    void announce(long size) {
        unread = true;
        expectedBytes = size;
    }

    /** Takes what a manifest says of its documents. */
    void expect(DumpedCollection announced) {
        expectedHash = announced.hash();
        expectedBytes = announced.bytes();
    }

    /** Takes what its documents were found to be. */
    public void read(ContentHash documents, long size) {
        hash = documents;
        bytes = size;
        unread = false;
    }

    /** A collection without metadata is created without options. */
    public CollectionDescription description() {
        if (description == null && DumpNames.cut(file)) {
            throw new DumpFormatException(
                    file + DumpNames.METADATA, -1, null, "it is missing, and with it the collection's name", null);
        }
        return description != null
                ? description
                : DumpMetadata.read(file + DumpNames.METADATA, DumpScan.unescaped(file), new byte[0]);
    }

    public DumpedCollection dumped() {
        CollectionDescription known = description();
        return new DumpedCollection(
                known.name(),
                known.kind() == CollectionKind.VIEW,
                bytes,
                hash,
                known.indexes().size());
    }
}
