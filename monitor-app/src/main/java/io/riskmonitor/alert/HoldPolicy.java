package io.riskmonitor.alert;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a breach or its end must last.
 *
 * @param fireAfter from the first breach to the alert; zero fires at once
 * @param resolveAfter from the first clear to resolved; zero resolves at once
 */
public record HoldPolicy(Duration fireAfter, Duration resolveAfter) {

    /** A detector that keeps a false-alarm budget needs no hold to fire; a minute avoids flapping at the end. */
    public static final HoldPolicy DEFAULT = new HoldPolicy(Duration.ZERO, Duration.ofMinutes(1));

    public HoldPolicy {
        if (fireAfter.isNegative() || resolveAfter.isNegative()) {
            throw new IllegalArgumentException("hold must not be negative, got " + fireAfter + " and " + resolveAfter);
        }
    }

    boolean fires(Instant since, Instant at) {
        return !at.isBefore(since.plus(fireAfter));
    }

    boolean resolves(Instant since, Instant at) {
        return !at.isBefore(since.plus(resolveAfter));
    }
}
