/** What an engine is sent to build an image from: the Dockerfile, what {@code .dockerignore} leaves out, and the stream of the rest. */
@NullMarked
package me.meeshy.infra.image;

import org.jspecify.annotations.NullMarked;
