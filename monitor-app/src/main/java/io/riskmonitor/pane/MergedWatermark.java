package io.riskmonitor.pane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far all input partitions are together: the minimum over those that are not idle. It never moves back.
 *
 * <p>A partition that was not heard of for longer than a patience (its instance is down) is left out, for a late alert is
 * better than none; {@link #leftOut} says how many. Where every partition is idle, what was seen is complete, and the
 * maximum counts.
 */
public final class MergedWatermark {

    private record Heard(Watermark watermark, long atMillis) {}

    private final Duration patience;
    private final List<@Nullable Heard> heard = new ArrayList<>();
    private long waitingSince = Watermark.NONE;
    private long merged = Watermark.NONE;

    public MergedWatermark(Duration patience) {
        this.patience = patience;
    }

    /** Takes note of one partition; {@code nowMillis} is wall-clock time. */
    public void hear(Watermark watermark, long nowMillis) {
        if (waitingSince == Watermark.NONE) {
            waitingSince = nowMillis;
        }
        while (heard.size() < watermark.partitions()) {
            heard.add(null);
        }
        Heard before = heard.get(watermark.partition());
        boolean moved = before == null || watermark.time() >= before.watermark.time();
        heard.set(watermark.partition(), new Heard(moved ? watermark : at(watermark, before), nowMillis));
    }

    private static Watermark at(Watermark watermark, Heard before) {
        return new Watermark(watermark.partition(), watermark.partitions(), before.watermark.time(), watermark.idle());
    }

    /** Where event time is now, in epoch milliseconds; {@link Watermark#NONE} before there is any. */
    public long advance(long nowMillis) {
        long minimum = Long.MAX_VALUE;
        long maximum = Watermark.NONE;
        for (Heard partition : heard) {
            if (isLeftOut(partition, nowMillis)) {
                continue;
            }
            if (partition == null) {
                return merged; // not heard of yet: wait
            }
            if (partition.watermark.idle()) {
                maximum = Math.max(maximum, partition.watermark.time());
            } else {
                minimum = Math.min(minimum, partition.watermark.time());
            }
        }
        merged = Math.max(merged, minimum == Long.MAX_VALUE ? maximum : minimum);
        return merged;
    }

    /** Partitions that nobody waits for although they are not idle. */
    public int leftOut(long nowMillis) {
        return (int) heard.stream().filter(p -> isLeftOut(p, nowMillis)).count();
    }

    /** Whether every partition that is waited for says that nothing arrives. */
    public boolean isIdle(long nowMillis) {
        return !heard.isEmpty()
                && heard.stream().allMatch(p -> isLeftOut(p, nowMillis) || (p != null && p.watermark.idle()));
    }

    /**
     * Up to where nothing is missing: the same, but nobody is left out. For claims that something is missing, which must
     * not be made of a partition that was not read.
     */
    public long complete() {
        long minimum = merged;
        for (Heard partition : heard) {
            if (partition == null) {
                return Watermark.NONE;
            }
            minimum = partition.watermark.idle() ? minimum : Math.min(minimum, partition.watermark.time());
        }
        return minimum;
    }

    /** Whether every partition, none left out, says that nothing arrives. */
    public boolean isStill() {
        return !heard.isEmpty() && heard.stream().allMatch(p -> p != null && p.watermark.idle());
    }

    private boolean isLeftOut(@Nullable Heard partition, long nowMillis) {
        long last = partition == null ? waitingSince : partition.atMillis;
        return nowMillis - last > patience.toMillis();
    }
}
