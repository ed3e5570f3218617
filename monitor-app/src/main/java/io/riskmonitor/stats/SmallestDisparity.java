package io.riskmonitor.stats;

import java.util.OptionalDouble;

/**
 * The smallest failure rate of a group that its traffic would reveal beside that of the rest: how much silence is worth.
 *
 * <p>The rate q at which so many trials of both sides are expected to carry enough evidence to lift a likelihood ratio
 * against equal rates from 1 to the threshold c:
 *
 * <pre>
 *   n · KL(q ‖ q₀) + m · KL(p ‖ q₀) = ln c        q₀ = (n q + m p) / (n + m)
 * </pre>
 *
 * <p>with n trials of the group, m of the rest, and p the failure rate of the rest. With p = 0.02, 300 trials of the group,
 * 1,500 of the rest and c = 15,000 it is 0.0726: 3.6 times the rate of the rest.
 *
 * <p>Misleads as a promise, as {@link SmallestDetectable} does, of which it is the mirror for two sides: it is a mean, so
 * such a group is found about as likely as not; and it is the mean of a detector that knows both rates.
 *
 * <p>G. Lorden (1971), "Procedures for reacting to a change in distribution", Annals of Mathematical Statistics 42(6),
 * 1897–1908, with the alternative of R. J. Turner, A. Ly, P. D. Grünwald (2024), "Generic E-variables for exact sequential
 * k-sample tests that allow for optional stopping", Journal of Statistical Planning and Inference 230, 106116.
 */
public final class SmallestDisparity {

    private SmallestDisparity() {}

    /**
     * The smallest detectable failure rate of a group.
     *
     * @param restRate failure rate of the rest, in (0, 1)
     * @param groupTrials at least 0
     * @param restTrials at least 0
     * @param threshold c of the detector, above 1
     * @return a rate in (restRate, 1]; empty if even failure of everything would not be detected
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public static OptionalDouble rate(double restRate, double groupTrials, double restTrials, double threshold) {
        if (!(restRate > 0 && restRate < 1)) {
            throw new IllegalArgumentException("the rate of the rest must be in (0, 1), got " + restRate);
        }
        if (!(groupTrials >= 0 && restTrials >= 0 && groupTrials + restTrials < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "trials must be at least 0 and finite, got " + groupTrials + " and " + restTrials);
        }
        if (!(threshold > 1 && threshold < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("threshold must be above 1 and finite, got " + threshold);
        }
        double needed = StrictMath.log(threshold);
        if (evidence(1, restRate, groupTrials, restTrials) < needed) {
            return OptionalDouble.empty();
        }
        double tooSmall = restRate;
        double enough = 1;
        double middle = (tooSmall + enough) / 2;
        // the evidence grows with the rate; ends when no double is left in between
        while (tooSmall < middle && middle < enough) {
            if (evidence(middle, restRate, groupTrials, restTrials) < needed) {
                tooSmall = middle;
            } else {
                enough = middle;
            }
            middle = (tooSmall + enough) / 2;
        }
        return OptionalDouble.of(enough);
    }

    /** Logarithm of the evidence against equal rates that is to be expected. */
    public static double evidence(double groupRate, double restRate, double groupTrials, double restTrials) {
        if (groupTrials == 0 || restTrials == 0) {
            return 0;
        }
        double common = (groupTrials * groupRate + restTrials * restRate) / (groupTrials + restTrials);
        return groupTrials * SmallestDetectable.divergence(groupRate, common)
                + restTrials * SmallestDetectable.divergence(restRate, common);
    }
}
