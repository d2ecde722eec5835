/** How far a program has got, for the one who watches it. */
@NullMarked
package me.meeshy.infra.examples.progress;

import org.jspecify.annotations.NullMarked;
