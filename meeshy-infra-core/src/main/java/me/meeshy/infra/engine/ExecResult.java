package me.meeshy.infra.engine;

/**
 * How a command inside a container ended.
 *
 * @param exitCode its exit code
 * @param standardOutput what it wrote, as UTF-8, cut at the limit that was asked for
 * @param standardError what it wrote to its error stream, as UTF-8, cut at the same limit
 */
public record ExecResult(int exitCode, String standardOutput, String standardError) {}
