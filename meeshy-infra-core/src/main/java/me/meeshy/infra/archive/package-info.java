/** Not exported: trees of files to tar streams and back. */
@NullMarked
package me.meeshy.infra.archive;

import org.jspecify.annotations.NullMarked;
