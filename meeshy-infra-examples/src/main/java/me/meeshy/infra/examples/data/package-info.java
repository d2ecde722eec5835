/** Meeshy-like data, generated: the same on every machine, nobody's own. */
@NullMarked
package me.meeshy.infra.examples.data;

import org.jspecify.annotations.NullMarked;
