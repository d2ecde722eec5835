/** Measures dump and restore side by side with mongodump and mongorestore; a program, not a test. */
@NullMarked
package me.meeshy.infra.mongo.bench;

import org.jspecify.annotations.NullMarked;
