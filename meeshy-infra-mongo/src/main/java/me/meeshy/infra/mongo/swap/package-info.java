/** The journaled swap of a migration: claims, renames, and what the server shows of them. */
@NullMarked
package me.meeshy.infra.mongo.swap;

import org.jspecify.annotations.NullMarked;
