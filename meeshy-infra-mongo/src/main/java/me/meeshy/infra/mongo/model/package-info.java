/** Values that dumps, restores, copies and verifications take and give: reports, hashes, progress, failures. */
@NullMarked
package me.meeshy.infra.mongo.model;

import org.jspecify.annotations.NullMarked;
