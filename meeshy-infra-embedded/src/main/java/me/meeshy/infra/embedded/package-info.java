/** An engine without Docker: child processes and in-process stand-ins behind the engine port. */
@NullMarked
package me.meeshy.infra.embedded;

import org.jspecify.annotations.NullMarked;
