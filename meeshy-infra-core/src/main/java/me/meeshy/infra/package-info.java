/** The way in: an environment is loaded, brought up, looked at and taken down here. */
@NullMarked
package me.meeshy.infra;

import org.jspecify.annotations.NullMarked;
