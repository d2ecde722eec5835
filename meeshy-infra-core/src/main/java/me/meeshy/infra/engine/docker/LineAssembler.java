package me.meeshy.infra.engine.docker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Puts lines together from pieces that end anywhere, as the engine sends them. */
final class LineAssembler {

    /** A line that is longer comes in parts, so that a log without line ends cannot fill the memory. */
    static final int LONGEST_LINE_BYTES = 1 << 20;

    private final Consumer<String> consumer;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    LineAssembler(Consumer<String> consumer) {
        this.consumer = consumer;
    }

    void add(byte[] bytes, int start) {
        int from = start;
        for (int at = start; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                begun.write(bytes, from, at - from);
                emit();
                from = at + 1;
            }
        }
        begun.write(bytes, from, bytes.length - from);
        if (begun.size() >= LONGEST_LINE_BYTES) {
            emit();
        }
    }

    /** The last line may have no end. */
    void end() {
        if (begun.size() > 0) {
            emit();
        }
    }

    private void emit() {
        String line = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        consumer.accept(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }
}
