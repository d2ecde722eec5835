/** How long work may take and how many threads do it. */
@NullMarked
package me.meeshy.infra.mongo.work;

import org.jspecify.annotations.NullMarked;
