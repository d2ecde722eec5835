/** Collections held against what they should hold. */
@NullMarked
package me.meeshy.infra.mongo.verify;

import org.jspecify.annotations.NullMarked;
