/** The port to a container engine: a method for each verb that we use, in our own types. */
@NullMarked
package me.meeshy.infra.engine;

import org.jspecify.annotations.NullMarked;
