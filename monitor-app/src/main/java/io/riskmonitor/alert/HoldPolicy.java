package io.riskmonitor.alert;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a breach or its end must last.
 *
 * @param fireAfter from the first breach to the alert; zero fires at once
 * @param resolveAfter from the first clear to resolved; zero resolves at once
 * @param lasts from the first breach to resolved, whatever is found; null where an alert does not end by itself
 */
public record HoldPolicy(
        Duration fireAfter, Duration resolveAfter, @Nullable Duration lasts) {

    /** A detector that keeps a false-alarm budget needs no hold to fire; a minute avoids flapping at the end. */
    public static final HoldPolicy DEFAULT = new HoldPolicy(Duration.ZERO, Duration.ofMinutes(1));

    /** An alert does not end by itself. */
    public HoldPolicy(Duration fireAfter, Duration resolveAfter) {
        this(fireAfter, resolveAfter, null);
    }

    public HoldPolicy {
        if (fireAfter.isNegative() || resolveAfter.isNegative()) {
            throw new IllegalArgumentException("hold must not be negative, got " + fireAfter + " and " + resolveAfter);
        }
    }

    /** The same for alerts that end by themselves after a while; null where they do not. */
    public HoldPolicy lasting(@Nullable Duration time) {
        return new HoldPolicy(fireAfter, resolveAfter, time);
    }

    boolean fires(Instant since, Instant at) {
        return !at.isBefore(since.plus(fireAfter));
    }

    boolean resolves(Instant since, Instant at) {
        return !at.isBefore(since.plus(resolveAfter));
    }
}
