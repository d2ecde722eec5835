package me.meeshy.infra.mongo.bson;

import me.meeshy.infra.mongo.model.ContentHash;

/** Hashes documents one by one, and the {@code _id} that each is found by. Not safe for use by several threads. */
public final class DocumentHasher {

    private static final DocumentId.Key NO_ID = new DocumentId.Key(0, 0);

    private final ContentHasher hasher = new ContentHasher();

    public ContentHash hash(byte[] bytes, int offset, int length) {
        hasher.clear();
        hasher.add(bytes, offset, length);
        return hasher.hash();
    }

    public DocumentId.Key key(byte[] bytes, int document) {
        int at = DocumentId.find(bytes, document);
        if (at < 0) {
            return NO_ID;
        }
        int end = RawBson.afterValue(bytes, bytes[at], RawBson.afterName(bytes, at));
        ContentHash hash = hash(bytes, at, end - at);
        return new DocumentId.Key(hash.high(), hash.low());
    }
}
