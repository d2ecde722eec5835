package me.meeshy.infra;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Hands on each line that is written, as UTF-8, without its end. A line of more than a megabyte comes in parts. */
final class LineOutput extends OutputStream {

    private static final int LONGEST_PART_BYTES = 1024 * 1024;

    private final Consumer<String> consumer;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LineOutput(Consumer<String> consumer) {
        this.consumer = consumer;
    }

    @Override
    public void write(int one) {
        if (one == '\n') {
            hand();
            return;
        }
        line.write(one);
        if (line.size() >= LONGEST_PART_BYTES) {
            hand();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        for (int at = offset; at < offset + length; at++) {
            write(bytes[at]);
        }
    }

    /** Hands on what has no end of line yet. */
    void end() {
        if (line.size() > 0) {
            hand();
        }
    }

    private void hand() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        // a terminal ends its lines with both
        consumer.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
