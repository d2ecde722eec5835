/** The dumps in a directory of backups: which there are, and which stay. */
@NullMarked
package me.meeshy.infra.mongo.backups;

import org.jspecify.annotations.NullMarked;
