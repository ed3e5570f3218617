package io.riskmonitor.pane;

import io.riskmonitor.stats.JeffreysInterval;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is normal: the failures of one cell and one variant over a fixed time. It learns, and once it is frozen it never
 * changes; what comes later is compared with it.
 *
 * <p>What is counted is what the detectors are fed, so that like is compared with like.
 */
public final class Baseline {

    /** Chance that the rate that was learned from is outside of one of the bounds. */
    private static final double ALPHA = 0.05;

    /** How far it is. */
    public enum State {
        LEARNING,
        /** Complete: fit to compare with. */
        FROZEN,
        /** Time is up, with too little data: never fit to compare with. */
        INSUFFICIENT
    }

    /**
     * What a baseline needs.
     *
     * @param start what is older is no part of it
     * @param end it is frozen then, if it has enough; exclusive
     * @param latest it gives up then, if it still has too little
     */
    public record Needs(Instant start, Instant end, Instant latest, long trials, long failures) {}

    private final String id;
    private final Needs needs;
    private long trials;
    private long failures;
    private State state = State.LEARNING;
    private @Nullable JeffreysInterval interval;

    /** One that has learned nothing yet. */
    public Baseline(String id, Needs needs) {
        this.id = id;
        this.needs = needs;
    }

    /** One as stored. */
    public Baseline(String id, Needs needs, long trials, long failures, State state) {
        this(id, needs);
        this.trials = trials;
        this.failures = failures;
        this.state = state;
    }

    /** Names it for people; the same for the same input. */
    public String id() {
        return id;
    }

    public Needs needs() {
        return needs;
    }

    public long trials() {
        return trials;
    }

    public long failures() {
        return failures;
    }

    public State state() {
        return state;
    }

    public boolean isFrozen() {
        return state == State.FROZEN;
    }

    /** The rate that was seen; NaN without trials. */
    public double rate() {
        return (double) failures / trials;
    }

    /** The true rate is below this one with a chance of 2.5 %; only of a frozen one. */
    public double lower() {
        return interval().lower();
    }

    /** The true rate is above this one with a chance of 2.5 %; only of a frozen one. */
    public double upper() {
        return interval().upper();
    }

    /** Made once: it does not change any more. */
    private JeffreysInterval interval() {
        if (state != State.FROZEN) {
            throw new IllegalStateException(id + " is not frozen");
        }
        if (interval == null) {
            interval = JeffreysInterval.of(failures, trials, ALPHA);
        }
        return interval;
    }

    /**
     * Freezes it, or gives it up, if it is time. To be told of the time before what was seen then is added.
     *
     * @param suspect whether something is known to be wrong: that must not be frozen as normal
     * @return whether that changed its state
     */
    public boolean elapsed(Instant now, boolean suspect) {
        if (state != State.LEARNING || now.isBefore(needs.end)) {
            return false;
        }
        boolean enough = trials >= needs.trials && failures >= needs.failures;
        if (enough && !suspect) {
            state = State.FROZEN;
        } else if (!now.isBefore(needs.latest)) {
            state = State.INSUFFICIENT;
        }
        return state != State.LEARNING;
    }

    /** Learns from what was seen at a time, if it still learns. */
    public void add(Instant at, long moreTrials, long moreFailures) {
        if (state == State.LEARNING && !at.isBefore(needs.start)) {
            trials += moreTrials;
            failures += moreFailures;
        }
    }

    /** What it has of what it needs, for instance {@code 312 of 500 trials, 5 of 5 failures}. */
    public String progress() {
        return String.format(
                Locale.ROOT, "%,d of %,d trials, %,d of %,d failures", trials, needs.trials, failures, needs.failures);
    }
}
