/** What several packages need and no user sees; not exported. */
@NullMarked
package me.meeshy.infra.internal;

import org.jspecify.annotations.NullMarked;
