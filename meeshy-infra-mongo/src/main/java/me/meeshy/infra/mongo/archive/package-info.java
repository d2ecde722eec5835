/** mongodump's archives: one stream that holds several collections at once. */
@NullMarked
package me.meeshy.infra.mongo.archive;

import org.jspecify.annotations.NullMarked;
