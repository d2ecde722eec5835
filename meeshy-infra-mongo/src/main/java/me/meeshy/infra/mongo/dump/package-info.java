/** One run of a dump. */
@NullMarked
package me.meeshy.infra.mongo.dump;

import org.jspecify.annotations.NullMarked;
