package io.riskmonitor.streams;

import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.pane.Watermark;
import java.time.Duration;

/**
 * How far the reader of one input partition is, for those who get its strays: a stray takes a detour of about a second,
 * and whoever reads a backlog meanwhile moves on by hours.
 *
 * <p>Nobody waits for a reader that keeps up and has no strays, so well-keyed traffic pays nothing.
 */
final class Lookout {

    /** A reader this far behind the clock may come upon strays faster than they travel. */
    private static final Duration BEHIND = Duration.ofSeconds(10);

    /** Where one stray was, there are likely more. */
    private static final Duration STRAYS_EXPECTED = Duration.ofMinutes(10);

    /** Calls after which what was said before is said again: a sign of life. */
    private static final int SIGN_OF_LIFE = 10;

    private final MonitorConfig.Observe config;
    private final Upstream upstream;
    private final Reading reading;
    private final int partition;
    private final int partitions;
    private long lastArrivalMillis;
    private long strayUntilMillis;
    private Watermark said;
    private int callsSince = SIGN_OF_LIFE;

    Lookout(
            MonitorConfig.Observe config,
            Upstream upstream,
            Reading reading,
            int partition,
            int partitions,
            long nowMillis) {
        this.config = config;
        this.upstream = upstream;
        this.reading = reading;
        this.partition = partition;
        this.partitions = partitions;
        this.lastArrivalMillis = nowMillis;
        this.said = new Watermark(partition, partitions, Watermark.NONE, true);
    }

    void arrived(boolean stray, long nowMillis) {
        lastArrivalMillis = nowMillis;
        if (stray) {
            strayUntilMillis = nowMillis + STRAYS_EXPECTED.toMillis();
        }
    }

    /** Latest event time, as far as a record can carry it. */
    long latest() {
        return Math.max(0, reading.latest());
    }

    /** How far it is; idle where nobody has to wait for its strays. */
    Watermark watermark(long nowMillis) {
        boolean quiet = upstream.silence(partition, lastArrivalMillis, nowMillis)
                >= config.idleAfter().toMillis();
        boolean behind = reading.latest() < nowMillis - BEHIND.toMillis();
        boolean awaited = !quiet && (behind || nowMillis < strayUntilMillis);
        long read = reading.time();
        long time = read == Watermark.NONE
                ? Watermark.NONE
                : read - config.outOfOrder().toMillis();
        return new Watermark(partition, partitions, time, !awaited);
    }

    /** Whether this is worth saying. */
    boolean isNews(Watermark watermark, long nowMillis) {
        boolean moved = watermark.idle() != said.idle() || (!watermark.idle() && watermark.time() != said.time());
        if (!moved && (++callsSince < SIGN_OF_LIFE || upstream.isAway(partition, nowMillis))) {
            return false;
        }
        callsSince = 0;
        said = watermark;
        return true;
    }
}
