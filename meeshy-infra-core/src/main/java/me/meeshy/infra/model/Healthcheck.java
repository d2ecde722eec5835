package me.meeshy.infra.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a service is asked whether it is healthy. What is left empty is inherited from the image, and where that says nothing
 * either, is the engine's default: interval and timeout of 30 s, 3 retries, no start period.
 *
 * <p>Immutable: each setter returns a changed copy.
 *
 * @param test the test as the Engine API takes it, {@code ["CMD", …]}, {@code ["CMD-SHELL", command]} or {@code ["NONE"]};
 *     empty inherits the image's
 * @param interval between the end of one test and the start of the next
 * @param timeout how long one test may take
 * @param retries how many failures in a row make the service unhealthy
 * @param startPeriod how long failures do not count after the start
 * @param startInterval the interval during the start period; engines before API 1.44 do not know it
 */
public record Healthcheck(
        List<String> test,
        Optional<Duration> interval,
        Optional<Duration> timeout,
        OptionalInt retries,
        Optional<Duration> startPeriod,
        Optional<Duration> startInterval) {

    /**
     * Copies the list.
     *
     * @param test the test as the Engine API takes it, {@code ["CMD", …]}, {@code ["CMD-SHELL", command]} or {@code ["NONE"]}; empty inherits the image's
     * @param interval between the end of one test and the start of the next
     * @param timeout how long one test may take
     * @param retries how many failures in a row make the service unhealthy
     * @param startPeriod how long failures do not count after the start
     * @param startInterval the interval during the start period; engines before API 1.44 do not know it
     */
    public Healthcheck {
        test = List.copyOf(test);
    }

    /**
     * A health check with the image's test.
     *
     * @return a health check in which everything is inherited
     */
    public static Healthcheck inherited() {
        return ofTest(List.of());
    }

    /**
     * A command line for the container's shell.
     *
     * @param commandLine exit code 0 means healthy
     * @return the health check
     */
    public static Healthcheck shell(String commandLine) {
        return ofTest(List.of("CMD-SHELL", Objects.requireNonNull(commandLine)));
    }

    /**
     * A program and its arguments, without a shell.
     *
     * @param program the program; exit code 0 means healthy
     * @param arguments its arguments
     * @return the health check
     */
    public static Healthcheck command(String program, String... arguments) {
        var test = new java.util.ArrayList<String>(arguments.length + 2);
        test.add("CMD");
        test.add(program);
        test.addAll(List.of(arguments));
        return ofTest(test);
    }

    /**
     * No health check, even if the image has one.
     *
     * @return the health check that switches the image's off
     */
    public static Healthcheck none() {
        return ofTest(List.of("NONE"));
    }

    private static Healthcheck ofTest(List<String> test) {
        return new Healthcheck(
                test, Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Whether the image's health check is switched off.
     *
     * @return true for {@link #none()}
     */
    public boolean disabled() {
        return test.equals(List.of("NONE"));
    }

    /**
     * With another interval.
     *
     * @param value between the end of one test and the start of the next
     * @return the changed copy
     */
    public Healthcheck interval(Duration value) {
        return new Healthcheck(test, Optional.of(value), timeout, retries, startPeriod, startInterval);
    }

    /**
     * With another timeout.
     *
     * @param value how long one test may take
     * @return the changed copy
     */
    public Healthcheck timeout(Duration value) {
        return new Healthcheck(test, interval, Optional.of(value), retries, startPeriod, startInterval);
    }

    /**
     * With another number of retries.
     *
     * @param value how many failures in a row make the service unhealthy, at least 1
     * @return the changed copy
     * @throws IllegalArgumentException if the number is below 1
     */
    public Healthcheck retries(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("retries of a health check must be 1 or more, not " + value);
        }
        return new Healthcheck(test, interval, timeout, OptionalInt.of(value), startPeriod, startInterval);
    }

    /**
     * With another start period.
     *
     * @param value how long failures do not count after the start
     * @return the changed copy
     */
    public Healthcheck startPeriod(Duration value) {
        return new Healthcheck(test, interval, timeout, retries, Optional.of(value), startInterval);
    }

    /**
     * With another interval during the start period.
     *
     * @param value the interval during the start period
     * @return the changed copy
     */
    public Healthcheck startInterval(Duration value) {
        return new Healthcheck(test, interval, timeout, retries, startPeriod, Optional.of(value));
    }
}
