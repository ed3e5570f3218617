package io.riskmonitor.pane;

/**
 * How far one input partition is: nothing earlier than {@code time} is expected from it.
 *
 * @param partition input partition, from 0
 * @param partitions how many input partitions there are
 * @param time epoch milliseconds; {@link #NONE} before the first event
 * @param idle nothing has arrived for a while, so nobody should wait for it
 */
public record Watermark(int partition, int partitions, long time, boolean idle) implements Report {

    /** Nothing seen yet. */
    public static final long NONE = Long.MIN_VALUE;
}
