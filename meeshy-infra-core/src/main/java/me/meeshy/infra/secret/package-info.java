/** Secret files: loaded, generated and compared, never printed. */
@NullMarked
package me.meeshy.infra.secret;

import org.jspecify.annotations.NullMarked;
