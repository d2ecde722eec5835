/** Dumps on disk: names, metadata, manifest, reading and checking. */
@NullMarked
package me.meeshy.infra.mongo.format;

import org.jspecify.annotations.NullMarked;
