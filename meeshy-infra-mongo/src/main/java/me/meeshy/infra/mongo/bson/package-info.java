/** Documents as the bytes they are: walked, hashed and passed on, never decoded. */
@NullMarked
package me.meeshy.infra.mongo.bson;

import org.jspecify.annotations.NullMarked;
