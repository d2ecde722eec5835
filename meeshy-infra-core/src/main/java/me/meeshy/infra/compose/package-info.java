/** Compose files: parse, interpolate, merge, and the typed model that comes of it. */
@NullMarked
package me.meeshy.infra.compose;

import org.jspecify.annotations.NullMarked;
