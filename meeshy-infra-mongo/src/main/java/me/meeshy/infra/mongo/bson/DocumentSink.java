package me.meeshy.infra.mongo.bson;

/** Takes documents as raw bytes, which stay valid for the length of the call only. */
@FunctionalInterface
public interface DocumentSink {

    void accept(byte[] bytes, int offset, int length);
}
