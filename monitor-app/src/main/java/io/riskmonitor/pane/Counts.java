package io.riskmonitor.pane;

import io.riskmonitor.interaction.Outcome;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was seen in one cell. All of it counts for display; what feeds the detectors is a part of it, so that
 * conversations that fail in a row do not raise false alarms: the trials that are <em>kept</em>, and of these the
 * <em>first</em> ones where groups are compared. Which are which says {@link Standing}.
 */
public final class Counts {

    /** Failed interactions that are named, at most: the earliest. */
    static final int MAX_EXEMPLARS = 3;

    /** One failed interaction. */
    public record Exemplar(Instant at, String interactionId) implements Comparable<Exemplar> {
        private static final Comparator<Exemplar> ORDER =
                Comparator.comparing(Exemplar::at).thenComparing(Exemplar::interactionId);

        @Override
        public int compareTo(Exemplar that) {
            return ORDER.compare(this, that);
        }
    }

    private long judged;
    private long trials;
    private long failures;
    private long keptTrials;
    private long keptFailures;
    private long firstTrials;
    private long firstFailures;

    /** Made with the first failure: most cells of a pane have none. */
    private @Nullable TreeSet<Exemplar> exemplars;

    public Counts() {}

    /** Counts of which nobody asked which trials were the first. */
    public Counts(long judged, long trials, long failures, long keptTrials, long keptFailures) {
        this(judged, trials, failures, keptTrials, keptFailures, 0, 0);
    }

    /** Counts as stored. */
    public Counts(
            long judged,
            long trials,
            long failures,
            long keptTrials,
            long keptFailures,
            long firstTrials,
            long firstFailures) {
        this.judged = judged;
        this.trials = trials;
        this.failures = failures;
        this.keptTrials = keptTrials;
        this.keptFailures = keptFailures;
        this.firstTrials = firstTrials;
        this.firstFailures = firstFailures;
    }

    /** Verdicts, unsure ones included. */
    public long judged() {
        return judged;
    }

    public long trials() {
        return trials;
    }

    public long failures() {
        return failures;
    }

    public long keptTrials() {
        return keptTrials;
    }

    public long keptFailures() {
        return keptFailures;
    }

    public long firstTrials() {
        return firstTrials;
    }

    public long firstFailures() {
        return firstFailures;
    }

    /** The earliest failed interactions, earliest first; whatever the order of merging. */
    public Collection<Exemplar> exemplars() {
        return exemplars == null ? List.of() : exemplars;
    }

    void judge() {
        judged++;
    }

    void trial(boolean failed, Standing standing) {
        int kept = standing == Standing.SHOWN ? 0 : 1;
        int first = standing == Standing.FIRST ? 1 : 0;
        trials++;
        keptTrials += kept;
        firstTrials += first;
        if (failed) {
            failures++;
            keptFailures += kept;
            firstFailures += first;
        }
    }

    /** A trial that counted as {@code from} is {@code to} after all. */
    void restate(boolean failed, Standing from, Standing to) {
        int kept = (to == Standing.SHOWN ? 0 : 1) - (from == Standing.SHOWN ? 0 : 1);
        int first = (to == Standing.FIRST ? 1 : 0) - (from == Standing.FIRST ? 1 : 0);
        keptTrials += kept;
        firstTrials += first;
        if (failed) {
            keptFailures += kept;
            firstFailures += first;
        }
    }

    /** Whether a verdict with this outcome can be among them. */
    boolean has(Outcome outcome) {
        return switch (outcome) {
            case PASS -> trials > failures;
            case FAIL -> failures > 0;
            case UNSURE -> judged > trials;
        };
    }

    void retract(boolean failed) {
        trials--;
        failures -= failed ? 1 : 0;
    }

    /** Names one failed interaction. */
    public void exemplar(Exemplar exemplar) {
        if (exemplars == null) {
            exemplars = new TreeSet<>();
        }
        if (exemplars.size() < MAX_EXEMPLARS) {
            exemplars.add(exemplar);
        } else if (exemplar.compareTo(exemplars.last()) < 0 && exemplars.add(exemplar)) {
            exemplars.pollLast();
        }
    }

    /** Adds what was seen elsewhere. */
    public void merge(Counts that) {
        add(that, 1);
    }

    void add(Counts that, int sign) {
        judged += sign * that.judged;
        trials += sign * that.trials;
        failures += sign * that.failures;
        keptTrials += sign * that.keptTrials;
        keptFailures += sign * that.keptFailures;
        firstTrials += sign * that.firstTrials;
        firstFailures += sign * that.firstFailures;
        if (sign > 0) {
            that.exemplars().forEach(this::exemplar);
        } else if (exemplars != null) {
            exemplars.removeAll(that.exemplars());
        }
    }

    boolean isZero() {
        return judged == 0
                && trials == 0
                && failures == 0
                && keptTrials == 0
                && keptFailures == 0
                && firstTrials == 0
                && firstFailures == 0;
    }
}
