package io.riskmonitor.streams;

import io.riskmonitor.pane.Watermark;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far one observer is: with its own partition, and with the partitions that send it strays.
 *
 * <p>A stray takes a detour of about one commit, so events of its own partition may be far past it, in a backlog by
 * minutes. Therefore a partition that has strays also says, on the same way and behind them, how far it is, and observers
 * wait for it. Where there are no strays, there is nobody to wait for.
 */
final class Inputs {

    /** Signs of life that may be missed: an instance that is gone must not hold up others for ever. */
    private static final int PATIENCE = 3;

    private record Mark(long time, boolean idle, long heardMillis) {}

    private final int own;
    private final long outOfOrderMillis;
    private final long idleAfterMillis;
    private final Map<Integer, Mark> marks = new HashMap<>();

    private long latest;
    private long homeLatest;
    private long lastHomeMillis;

    /**
     * @param own number of the own partition
     * @param latest event time that was reached before, {@link Watermark#NONE} if there was none
     * @param nowMillis wall-clock time, as everywhere here
     */
    Inputs(int own, Duration outOfOrder, Duration idleAfter, long latest, long nowMillis) {
        this.own = own;
        this.outOfOrderMillis = outOfOrder.toMillis();
        this.idleAfterMillis = idleAfter.toMillis();
        this.latest = latest;
        this.homeLatest = latest;
        this.lastHomeMillis = nowMillis;
    }

    /** Latest event time, in epoch milliseconds. */
    long latest() {
        return latest;
    }

    /** An event of the own partition; says whether it is the latest of all. */
    boolean home(long time, long nowMillis) {
        lastHomeMillis = nowMillis;
        homeLatest = Math.max(homeLatest, time);
        return stray(time);
    }

    /** An event that came from another partition, or back from a detour; says whether it is the latest of all. */
    boolean stray(long time) {
        boolean isLatest = time > latest;
        latest = Math.max(latest, time);
        return isLatest;
    }

    /** Everything that this partition has sent us up to now is here. */
    void mark(Watermark mark, long nowMillis) {
        @Nullable Mark before = marks.get(mark.partition());
        long time = before == null ? mark.time() : Math.max(before.time, mark.time());
        marks.put(mark.partition(), new Mark(time, mark.idle(), nowMillis));
    }

    /** Whether nothing arrives, so that what was seen is complete. */
    boolean isIdle(long nowMillis) {
        return !isHomeAwaited(nowMillis) && marks.values().stream().noneMatch(mark -> isAwaited(mark, nowMillis));
    }

    /** Nothing earlier is expected; {@link Watermark#NONE} where nobody can say. */
    long watermark(long nowMillis) {
        long home = homeLatest == Watermark.NONE ? Watermark.NONE : homeLatest - outOfOrderMillis;
        if (marks.isEmpty()) {
            return home; // the usual case
        }
        long minimum = isHomeAwaited(nowMillis) ? home : Long.MAX_VALUE;
        for (Mark mark : marks.values()) {
            if (isAwaited(mark, nowMillis)) {
                minimum = Math.min(minimum, mark.time);
            }
        }
        return minimum == Long.MAX_VALUE ? Watermark.NONE : minimum;
    }

    /** The own partition speaks for itself unless its strays do. */
    private boolean isHomeAwaited(long nowMillis) {
        return !marks.containsKey(own) && nowMillis - lastHomeMillis < idleAfterMillis;
    }

    private boolean isAwaited(Mark mark, long nowMillis) {
        return !mark.idle && nowMillis - mark.heardMillis < PATIENCE * idleAfterMillis;
    }
}
