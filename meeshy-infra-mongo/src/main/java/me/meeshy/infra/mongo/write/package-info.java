/** Batches of raw documents on their way into collections, and what of them was refused. */
@NullMarked
package me.meeshy.infra.mongo.write;

import org.jspecify.annotations.NullMarked;
