/** What a project is: stacks, services and the rest as immutable values; depends on nothing. */
@NullMarked
package me.meeshy.infra.model;

import org.jspecify.annotations.NullMarked;
