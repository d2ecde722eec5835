/** Redis: checks, and the migration's Redis step. */
@NullMarked
package me.meeshy.infra.redis;

import org.jspecify.annotations.NullMarked;
