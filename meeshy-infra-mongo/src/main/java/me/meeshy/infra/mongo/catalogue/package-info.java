/** What a database holds, as values: collections, kinds, options, indexes, names. */
@NullMarked
package me.meeshy.infra.mongo.catalogue;

import org.jspecify.annotations.NullMarked;
