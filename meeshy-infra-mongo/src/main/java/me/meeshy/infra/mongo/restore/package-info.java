/** One run of a restore. */
@NullMarked
package me.meeshy.infra.mongo.restore;

import org.jspecify.annotations.NullMarked;
