/** Two databases, or a dump and a database, held against each other, down to the documents that differ. */
@NullMarked
package me.meeshy.infra.mongo.compare;

import org.jspecify.annotations.NullMarked;
