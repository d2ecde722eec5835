package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;

/**
 * The containers that stand for one number of a service. Usually that is one; a replacement that was interrupted, ours or
 * compose's, leaves two, of which labels and names tell what became of them: a new container bears the id of the one that it is
 * to replace, and gets that one's name when it takes its place.
 *
 * @param current the one that counts
 * @param misnamed whether it bears a temporary name, so that its own is to be given back to it
 * @param fallback what the current one has replaced, while it was not known yet whether the current one works
 * @param discards new ones that never took their places
 * @param leftovers what else a replacement left behind
 * @param strangers containers under the service's labels of which we do not know what they are
 */
record Standing(
        Optional<ContainerSummary> current,
        boolean misnamed,
        Optional<ContainerSummary> fallback,
        List<ContainerSummary> discards,
        List<ContainerSummary> leftovers,
        List<ContainerSummary> strangers) {

    static final Standing NONE =
            new Standing(Optional.empty(), false, Optional.empty(), List.of(), List.of(), List.of());

    /**
     * By number.
     *
     * @param names the name that the container of a number is to have
     * @param highest the highest number that is asked for
     * @param containers all of the service
     */
    static Map<Integer, Standing> of(IntFunction<String> names, int highest, List<ContainerSummary> containers) {
        var byNumber = new TreeMap<Integer, List<ContainerSummary>>();
        for (ContainerSummary container : containers) {
            int number = number(container.labels());
            byNumber.computeIfAbsent(number, key -> new ArrayList<>()).add(container);
        }
        var standings = new LinkedHashMap<Integer, Standing>();
        for (int number = 1; number <= highest; number++) {
            standings.put(number, NONE);
        }
        byNumber.forEach((number, those) -> standings.put(number, of(names.apply(number), those)));
        return standings;
    }

    /** The one that counts of a service's first number. */
    static Optional<ContainerSummary> first(String name, List<ContainerSummary> containers) {
        return of(number -> name, 1, containers).values().stream()
                .flatMap(standing -> standing.current().stream())
                .findFirst();
    }

    static int number(Map<String, String> labels) {
        try {
            return Math.max(1, Integer.parseInt(labels.getOrDefault(Labels.NUMBER, "1")));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    private static Standing of(String name, List<ContainerSummary> containers) {
        Optional<ContainerSummary> right = containers.stream()
                .filter(container -> container.name().equals(name))
                .findFirst();
        var temporary = new ArrayList<ContainerSummary>();
        var others = new ArrayList<ContainerSummary>();
        for (ContainerSummary container : containers) {
            if (right.filter(one -> one.id().equals(container.id())).isEmpty()) {
                (TemporaryName.isOne(container.name(), name) ? temporary : others).add(container);
            }
        }
        return right.isPresent() ? swapped(right.get(), temporary, others) : unswapped(temporary, others);
    }

    private static Standing swapped(
            ContainerSummary right, List<ContainerSummary> temporary, List<ContainerSummary> strangers) {
        Optional<ContainerSummary> fallback = Optional.empty();
        var discards = new ArrayList<ContainerSummary>();
        var leftovers = new ArrayList<ContainerSummary>();
        for (ContainerSummary container : temporary) {
            if (replaces(container, right)) {
                discards.add(container);
            } else if (replaces(right, container)) {
                fallback = Optional.of(container);
            } else {
                leftovers.add(container);
            }
        }
        return new Standing(Optional.of(right), false, fallback, discards, leftovers, strangers);
    }

    /** Nobody has the name: the old one had lost it already, or never had it. */
    private static Standing unswapped(List<ContainerSummary> temporary, List<ContainerSummary> others) {
        var candidates = new ArrayList<>(temporary);
        candidates.addAll(others);
        List<ContainerSummary> discards = candidates.stream()
                .filter(container -> candidates.stream().anyMatch(old -> replaces(container, old)))
                .toList();
        candidates.removeAll(discards);
        candidates.sort(Comparator.comparing(
                (ContainerSummary container) -> container.status() != ContainerState.Status.RUNNING));
        Optional<ContainerSummary> current = candidates.stream().findFirst();
        current.ifPresent(candidates::remove);
        return new Standing(
                current,
                current.filter(temporary::contains).isPresent(),
                Optional.empty(),
                discards,
                candidates.stream().filter(temporary::contains).toList(),
                candidates.stream().filter(others::contains).toList());
    }

    private static boolean replaces(ContainerSummary fresh, ContainerSummary old) {
        return old.id().equals(fresh.labels().get(Labels.REPLACES));
    }

    /** The same with another one as the current one, which is discarded: what it had replaced is. */
    Standing backToFallback() {
        var all = new ArrayList<>(discards);
        current.ifPresent(all::add);
        return new Standing(fallback, true, Optional.empty(), all, leftovers, strangers);
    }

    /** All that are there. */
    List<ContainerSummary> all() {
        var all = new ArrayList<>(discards);
        current.ifPresent(all::add);
        fallback.ifPresent(all::add);
        all.addAll(leftovers);
        return all;
    }
}
