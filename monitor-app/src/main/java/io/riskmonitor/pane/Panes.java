package io.riskmonitor.pane;

import java.time.Duration;
import java.time.Instant;

/**
 * Event time cut into panes of equal length, aligned to the epoch.
 *
 * @param length at least 1 ms
 */
public record Panes(Duration length) {

    public Panes {
        if (length.toMillis() < 1) {
            throw new IllegalArgumentException("a pane must be at least 1 ms long, got " + length);
        }
    }

    /** Start of the pane that holds {@code time}, in epoch milliseconds. */
    public long startOf(Instant time) {
        long millis = time.toEpochMilli();
        return millis - Math.floorMod(millis, length.toMillis());
    }

    /** End of the pane that starts at {@code start}, exclusive. */
    public long endOf(long start) {
        return start + length.toMillis();
    }

    /** How many panes lie from {@code start} up to, not including, {@code laterStart}. */
    public long between(long start, long laterStart) {
        return (laterStart - start) / length.toMillis();
    }
}
