/** The Docker Engine behind the port; the one package that knows docker-java. */
@NullMarked
package me.meeshy.infra.engine.docker;

import org.jspecify.annotations.NullMarked;
