/** How bytes are packed: by several threads at once on the way out, found out by themselves on the way in. */
@NullMarked
package me.meeshy.infra.mongo.compress;

import org.jspecify.annotations.NullMarked;
