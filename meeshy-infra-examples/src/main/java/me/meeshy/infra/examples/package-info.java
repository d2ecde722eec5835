/** Meeshy's two environments, and the program that migrates staging to production. */
@NullMarked
package me.meeshy.infra.examples;

import org.jspecify.annotations.NullMarked;
