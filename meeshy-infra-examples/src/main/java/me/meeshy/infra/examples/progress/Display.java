package me.meeshy.infra.examples.progress;

import java.io.PrintStream;

/** Shows the steps of a program while they are done: as bars that grow on a terminal, as plain lines elsewhere. One step at a time. */
public sealed interface Display permits Bars, Lines {

    /**
     * Bars where a person watches a terminal, lines where the output goes to a file or another program.
     *
     * @param out where to
     * @return the display
     */
    static Display on(PrintStream out) {
        return Terminal.watched() ? new Bars(out) : new Lines(out);
    }

    /**
     * Begins a step; the one before is over.
     *
     * @param title what is done
     * @return the step
     */
    Step begin(String title);

    /**
     * Shows a text between steps.
     *
     * @param text one line or several
     */
    void print(String text);

    /** A step that has begun. Ends as failed when it is closed before {@link #done}. */
    interface Step extends AutoCloseable {

        /**
         * Says how far it is.
         *
         * @param what what is worked on, such as the name of a collection
         * @param done how much is done
         * @param total how much there is, or -1 where that is not known
         */
        void advance(String what, long done, long total);

        /**
         * Ends it.
         *
         * @param result what came of it, in a few words
         */
        void done(String result);

        @Override
        void close();
    }
}
