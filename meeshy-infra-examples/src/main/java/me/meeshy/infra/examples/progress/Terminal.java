package me.meeshy.infra.examples.progress;

import java.io.Console;

/** Whether somebody watches a terminal. */
final class Terminal {

    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // what newer versions return in place of null is told apart below
    static boolean watched() {
        Console console = System.console();
        return console != null && isTerminal(console) && !"dumb".equals(System.getenv("TERM"));
    }

    /** From Java 22 on there is a console also where there is no terminal, and a method that tells the two apart. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Console.isTerminal cannot be called", e);
        }
    }
}
