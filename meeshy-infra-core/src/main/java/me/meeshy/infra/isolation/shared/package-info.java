/** Looks for what two environments share, one class for each sort of thing. */
@NullMarked
package me.meeshy.infra.isolation.shared;

import org.jspecify.annotations.NullMarked;
