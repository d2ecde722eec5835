package me.meeshy.infra.engine;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Where a command's streams lead. None is closed by the engine. The outputs are written to by one thread at a time, as fast as
 * they take it: the command waits for a slow one. The input is read until it ends or the command does; a read that blocks then
 * holds a daemon thread until it returns.
 *
 * @param input what the command reads; it finds the end at once where there is none
 * @param output takes what it writes
 * @param error takes what it writes to its error stream
 */
public record ExecStreams(Optional<InputStream> input, OutputStream output, OutputStream error) {}
