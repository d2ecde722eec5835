package me.meeshy.infra.engine;

import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a container used at a moment. Network and block figures count from the container's start; what an engine does not
 * measure is 0.
 *
 * @param at when, by the engine's clock
 * @param cpuPercent share of one processor since the measurement before, in percent: 200 is two whole processors; empty where
 *     there is none before, as for a container that does not run
 * @param memoryBytes memory in use without the page cache that could be dropped
 * @param memoryLimitBytes how much it may use: its limit, or all that the host has; empty where it does not run
 * @param networkReceivedBytes received over all of its networks
 * @param networkSentBytes sent over all of its networks
 * @param blockReadBytes read from block devices
 * @param blockWrittenBytes written to block devices
 * @param processes processes and threads in it
 */
public record ContainerStats(
        Instant at,
        OptionalDouble cpuPercent,
        long memoryBytes,
        OptionalLong memoryLimitBytes,
        long networkReceivedBytes,
        long networkSentBytes,
        long blockReadBytes,
        long blockWrittenBytes,
        long processes) {}
