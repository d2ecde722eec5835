/** Checks of what runs, and validations that wait until all of them hold at once. */
@NullMarked
package me.meeshy.infra.check;

import org.jspecify.annotations.NullMarked;
