package me.meeshy.infra.examples.data;

import org.bson.Document;

/** Makes the documents of one collection, in order. */
@FunctionalInterface
interface DocumentMaker {

    /**
     * Makes one document.
     *
     * @param n its number, from 0
     * @param chance the collection's own
     * @return a new document
     */
    Document make(int n, Chance chance);
}
