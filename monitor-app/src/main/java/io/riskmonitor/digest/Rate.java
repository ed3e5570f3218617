package io.riskmonitor.digest;

import io.riskmonitor.pane.Counts;
import io.riskmonitor.stats.WilsonInterval;
import org.jspecify.annotations.Nullable;

/**
 * How often something failed in a week.
 *
 * @param trials all of them
 * @param firstTrials the first of each conversation, by which weeks are compared
 */
public record Rate(long trials, long failures, long firstTrials, long firstFailures) {

    /** A correction may take back what was counted in another pane, so there may seem to be less than nothing. */
    static Rate of(Counts counts) {
        long trials = Math.max(0, counts.trials());
        long firsts = Math.max(0, counts.firstTrials());
        return new Rate(trials, between(counts.failures(), trials), firsts, between(counts.firstFailures(), firsts));
    }

    private static long between(long failures, long trials) {
        return Math.max(0, Math.min(failures, trials));
    }

    /** Failures per trial; null without trials. */
    public @Nullable Double rate() {
        return trials == 0 ? null : (double) failures / trials;
    }

    /** 95% interval of the rate; null without trials. */
    public @Nullable WilsonInterval interval() {
        return trials == 0 ? null : WilsonInterval.of(failures, trials, WilsonInterval.Z_95);
    }
}
