/** MongoDB: dump, restore, copy, verify, and the migration's MongoDB step. */
@NullMarked
package me.meeshy.infra.mongo;

import org.jspecify.annotations.NullMarked;
