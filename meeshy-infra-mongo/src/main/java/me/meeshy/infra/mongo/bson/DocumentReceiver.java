package me.meeshy.infra.mongo.bson;

/** Takes the documents of one collection, and is told when all of them have come. */
public interface DocumentReceiver extends DocumentSink {

    /** There are no more. */
    void end();

    /** Hands documents on in the form in which a server stores them. */
    static DocumentReceiver asStored(String namespace, DocumentSink sink) {
        return new DocumentReceiver() {
            @Override
            public void accept(byte[] bytes, int offset, int length) {
                if (IdFirst.holds(bytes, offset)) {
                    sink.accept(bytes, offset, length);
                } else {
                    byte[] arranged = IdFirst.arrange(bytes, offset, length, namespace);
                    sink.accept(arranged, 0, arranged.length);
                }
            }

            @Override
            public void end() {
                // whoever takes them needs not know
            }
        };
    }
}
