package me.meeshy.infra.model;

import java.nio.file.Path;

/**
 * A configuration file of a stack.
 *
 * @param key its key in the stack
 * @param file the file that holds it; a relative path is taken from the environment's directory
 */
public record Config(String key, Path file) {}
