package io.riskmonitor.health;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What threads of this instance wait for on purpose, because going on would lose something. Whoever waits is alive, but not
 * ready.
 *
 * <p>Thread-safe.
 */
public final class Waits {

    private final InstantSource clock;
    private final Map<String, Wait> waits = new TreeMap<>();
    private Instant over = Instant.MIN;

    private record Wait(Trouble reason, int threads) {}

    public Waits(InstantSource clock) {
        this.clock = clock;
    }

    /** One thread begins to wait; {@link #end} follows. */
    public synchronized void begin(Trouble reason) {
        waits.merge(reason.what(), new Wait(reason, 1), (before, one) -> new Wait(before.reason, before.threads + 1));
    }

    /** One thread goes on. */
    public synchronized void end(Trouble reason) {
        over = clock.instant();
        waits.computeIfPresent(
                reason.what(), (what, wait) -> wait.threads == 1 ? null : new Wait(wait.reason, wait.threads - 1));
    }

    /** What is waited for now. */
    public synchronized List<Trouble> reasons() {
        return waits.values().stream().map(Wait::reason).toList();
    }

    /** When somebody last waited: now, if somebody does. */
    public synchronized Instant last() {
        return waits.isEmpty() ? over : clock.instant();
    }
}
