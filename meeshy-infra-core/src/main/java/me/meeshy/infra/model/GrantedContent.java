package me.meeshy.infra.model;

import java.nio.file.Path;

/** Where what a secret or a config holds comes from. */
public sealed interface GrantedContent {

    /**
     * A file, which the container sees as it is on the engine's host.
     *
     * @param file its path; a relative one is taken from the environment's directory
     */
    record OfFile(Path file) implements GrantedContent {}

    /**
     * A variable of the environment's {@code .env} file or of the process, read when a container is made.
     *
     * @param variable its name
     */
    record OfVariable(String variable) implements GrantedContent {}

    /**
     * A text that stands in the stack itself; only configs have it.
     *
     * @param text the text; may be meant for few eyes, so it does not print
     */
    record OfText(String text) implements GrantedContent {
        /**
         * No part of the text.
         *
         * @return for instance {@code OfText[12 characters]}
         */
        @Override
        public String toString() {
            return "OfText[" + text.length() + " characters]";
        }
    }

    /**
     * What somebody made outside the project. Only a swarm has such; on a single engine no service can use it.
     *
     * @param name its name there
     */
    record External(String name) implements GrantedContent {}
}
