package io.riskmonitor.stats;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Judge against reference on the same items; positive means failure.
 *
 * <p>For showing what kind of error a judge makes: of 50 real failures 40 found is a sensitivity of 0.8, with a Wilson
 * interval of 0.670 to 0.888.
 *
 * <p>Misleads when the items were chosen by the judge's own verdict. Of failures it reported one learns how many are
 * real, never how many it missed: for {@link #sensitivity()} and {@link #specificity()} the items have to be drawn
 * without regard to the verdict.
 *
 * <p>J. Yerushalmy (1947), "Statistical problems in assessing methods of medical diagnosis", Public Health Reports
 * 62(40), 1432–1449.
 *
 * @param truePositives failures found
 * @param falsePositives failures reported where there are none
 * @param falseNegatives failures missed
 * @param trueNegatives successes seen as such
 */
public record ConfusionMatrix(long truePositives, long falsePositives, long falseNegatives, long trueNegatives) {

    public ConfusionMatrix {
        if (truePositives < 0 || falsePositives < 0 || falseNegatives < 0 || trueNegatives < 0) {
            throw new IllegalArgumentException("counts must be at least 0, got " + truePositives + ", " + falsePositives
                    + ", " + falseNegatives + ", " + trueNegatives);
        }
    }

    /** What the reference calls failures. */
    public long failures() {
        return Math.addExact(truePositives, falseNegatives);
    }

    /** What the reference calls successes. */
    public long successes() {
        return Math.addExact(falsePositives, trueNegatives);
    }

    /** Share of the failures that the judge finds; empty if the reference has none. */
    public OptionalDouble sensitivity() {
        return share(truePositives, failures());
    }

    /** Share of the successes that the judge sees as such; empty if the reference has none. */
    public OptionalDouble specificity() {
        return share(trueNegatives, successes());
    }

    /** 95% interval of the share of failures that the judge misses; empty if the reference has none. */
    public Optional<WilsonInterval> falseNegativeRate() {
        return interval(falseNegatives, failures());
    }

    /** 95% interval of the share of successes that the judge takes for failures; empty if the reference has none. */
    public Optional<WilsonInterval> falsePositiveRate() {
        return interval(falsePositives, successes());
    }

    private static OptionalDouble share(long part, long all) {
        return all == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / all);
    }

    private static Optional<WilsonInterval> interval(long part, long all) {
        return all == 0 ? Optional.empty() : Optional.of(WilsonInterval.of(part, all, WilsonInterval.Z_95));
    }
}
