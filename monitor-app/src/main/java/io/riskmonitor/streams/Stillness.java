package io.riskmonitor.streams;

import java.time.Duration;

/**
 * For how long nothing has arrived, by the clock; but only as far as somebody was there to see it. A process that was
 * stopped for an hour, or whose clock was set, has not seen an hour of silence.
 */
final class Stillness {

    /** What lies between two looks counts up to this. */
    static final Duration LONGEST_BLINK = Duration.ofSeconds(10);

    private boolean still;
    private long stillMillis;
    private long seenMillis;

    /** How long it has lasted, zero when it ends or begins. */
    Duration seen(boolean stillNow, long nowMillis) {
        long passed = Math.min(Math.max(0, nowMillis - seenMillis), LONGEST_BLINK.toMillis());
        stillMillis = still && stillNow ? stillMillis + passed : 0;
        still = stillNow;
        seenMillis = nowMillis;
        return Duration.ofMillis(stillMillis);
    }
}
