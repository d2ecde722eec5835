package me.meeshy.infra.compose;

import java.nio.file.Path;

/**
 * Something in a compose file that is accepted but deserves a look. Values are never shown.
 *
 * @param file the file
 * @param line the line, from 1; 0 means the file as a whole
 * @param message what is odd there and what to do about it
 */
public record ComposeWarning(Path file, int line, String message) {

    /**
     * File, line and message.
     *
     * @return for instance {@code /srv/chat/compose.yaml:12: services.api.environment.JWT_SECRET: …}
     */
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line) + ": " + message;
    }
}
