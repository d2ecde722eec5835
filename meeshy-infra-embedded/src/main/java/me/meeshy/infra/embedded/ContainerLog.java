package me.meeshy.infra.embedded;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import me.meeshy.infra.engine.LogLine;
import me.meeshy.infra.engine.LogQuery;
import me.meeshy.infra.engine.Subscription;

/** What a container has written: its last lines, and those who follow it. */
final class ContainerLog {

    private static final int LINES_LIMIT = 10_000;

    private record Entry(Instant time, LogLine line) {}

    private final Clock clock;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Set<Feed<LogLine>> followers = new LinkedHashSet<>();
    private boolean open;

    ContainerLog(Clock clock) {
        this.clock = clock;
    }

    synchronized void opened() {
        open = true;
    }

    void out(String text) {
        add(new LogLine(LogLine.Stream.OUT, text));
    }

    void error(String text) {
        add(new LogLine(LogLine.Stream.ERROR, text));
    }

    synchronized void add(LogLine line) {
        entries.add(new Entry(clock.instant(), line));
        if (entries.size() > LINES_LIMIT) {
            entries.removeFirst();
        }
        followers.forEach(follower -> follower.offer(line));
    }

    synchronized List<LogLine> lines(LogQuery query) {
        List<LogLine> lines = entries.stream()
                .filter(entry -> query.since().isEmpty()
                        || !entry.time().isBefore(query.since().get()))
                .map(Entry::line)
                .toList();
        int from = query.tail().isEmpty()
                ? 0
                : Math.max(0, lines.size() - query.tail().getAsInt());
        return lines.subList(from, lines.size());
    }

    synchronized Subscription follow(LogQuery query, Consumer<LogLine> consumer) {
        var feed = new Feed<LogLine>("log", consumer, this::forget);
        lines(query).forEach(feed::offer);
        if (open) {
            followers.add(feed);
        } else {
            feed.end();
        }
        return feed;
    }

    private synchronized void forget(Feed<LogLine> feed) {
        followers.remove(feed);
    }

    /** The container has stopped: nothing more comes. */
    synchronized void ended() {
        open = false;
        followers.forEach(Feed::end);
        followers.clear();
    }
}
