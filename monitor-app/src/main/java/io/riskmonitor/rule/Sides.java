package io.riskmonitor.rule;

import io.riskmonitor.pane.CellHistory.Kept;
import io.riskmonitor.pane.Counts;
import java.time.Instant;

/**
 * What a group and the rest of its dimension had in the same stretch of time.
 *
 * @param start of the stretch
 */
record Sides(Instant start, Side group, Side rest) {

    /**
     * What one side had.
     *
     * @param firsts the first trials of conversations, which feed the detectors
     * @param firstFailures failures among them
     * @param trials all of them, to be shown
     * @param failures among these
     */
    record Side(long firsts, long firstFailures, long trials, long failures) {

        static final Side NONE = new Side(0, 0, 0, 0);

        /** A correction may take back what was counted in another cell, so a pane may seem to have less than nothing. */
        static Side of(Kept kept, Counts all) {
            long trials = Math.max(0, all.trials());
            return new Side(
                    kept.firstTrials(), kept.firstFailures(), trials, Math.max(0, Math.min(all.failures(), trials)));
        }

        static Side read(StateInput in) {
            return new Side(in.whole(), in.whole(), in.whole(), in.whole());
        }

        void write(StateOutput out) {
            out.whole(firsts);
            out.whole(firstFailures);
            out.whole(trials);
            out.whole(failures);
        }

        Side plus(Side that) {
            return new Side(
                    firsts + that.firsts,
                    firstFailures + that.firstFailures,
                    trials + that.trials,
                    failures + that.failures);
        }

        Side minus(Side that) {
            return new Side(
                    firsts - that.firsts,
                    firstFailures - that.firstFailures,
                    trials - that.trials,
                    failures - that.failures);
        }

        /** Failures per trial; NaN without trials. */
        double rate() {
            return (double) failures / trials;
        }
    }

    static Sides none(Instant start) {
        return new Sides(start, Side.NONE, Side.NONE);
    }

    static Sides read(StateInput in) {
        return new Sides(Instant.ofEpochMilli(in.whole()), Side.read(in), Side.read(in));
    }

    void write(StateOutput out) {
        out.whole(start.toEpochMilli());
        group.write(out);
        rest.write(out);
    }

    /** This and a later one. */
    Sides plus(Sides later) {
        return new Sides(start, group.plus(later.group), rest.plus(later.rest));
    }

    /** Without both sides there is nothing to compare. */
    boolean comparable() {
        return group.trials() > 0 && rest.trials() > 0;
    }

    long failures() {
        return group.failures() + rest.failures();
    }
}
