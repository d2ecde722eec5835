package me.meeshy.infra.engine;

import java.util.List;

/**
 * The processes of a container, as the engine's host sees them. Command lines may hold secrets.
 *
 * @param titles the columns' titles, such as PID and CMD
 * @param rows a row for each process
 */
public record ProcessTable(List<String> titles, List<List<String>> rows) {

    /**
     * Copies the lists.
     *
     * @param titles the columns' titles
     * @param rows a row for each process
     */
    public ProcessTable {
        titles = List.copyOf(titles);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /**
     * How many processes there are; no command lines.
     *
     * @return for instance {@code ProcessTable[3 processes]}
     */
    @Override
    public String toString() {
        return "ProcessTable[" + rows.size() + " processes]";
    }
}
