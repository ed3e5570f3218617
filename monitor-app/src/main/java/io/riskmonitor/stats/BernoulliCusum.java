package io.riskmonitor.stats;

/**
 * Cumulative sum of log likelihood ratios: since when may a failure rate have been past {@code p0}?
 *
 * <p>For display beside an alarm of {@link ShiryaevRobertsMixture}, which says that the rate has moved but not since
 * when. The sum S of one cell starts at 0 and takes in one batch per pane, n verdicts with k failures:
 *
 * <pre>
 *   S ← max(0, S + k ln(q / p0) + (n − k) ln((1 − q) / (1 − p0)))
 * </pre>
 *
 * <p>The candidate start of the change is the end of the last pane that left S at 0: whoever keeps S keeps that time,
 * and the counts since.
 *
 * <p>q is twice p0, at most 0.995, for a rise, and half of p0 for a fall. With p0 = 0.02 a failure adds 0.693 and a
 * success takes 0.0206: S climbs while more than about one verdict in 35 fails.
 *
 * <p>Misleads as an interval: it is one point, no finer than a pane, and the start of a small change may be dated long
 * before or after. S is no alarm either; it is compared with nothing.
 *
 * <p>E. S. Page (1954), "Continuous inspection schemes", Biometrika 41(1/2), 100–115.
 */
public final class BernoulliCusum {

    private final LikelihoodRatio alternative;

    private BernoulliCusum(LikelihoodRatio alternative) {
        this.alternative = alternative;
    }

    /**
     * Dates a rise above {@code p0}.
     *
     * @param p0 highest harmless failure rate, in (0, 0.995)
     * @throws IllegalArgumentException if {@code p0} is outside that range
     */
    public static BernoulliCusum rise(double p0) {
        LikelihoodRatio.requireRoomToRise(p0);
        return new BernoulliCusum(LikelihoodRatio.against(LikelihoodRatio.capped(2, p0), p0));
    }

    /**
     * Dates a fall below {@code p0}.
     *
     * @param p0 lowest failure rate that is no recovery yet, in (0, 1)
     * @throws IllegalArgumentException if {@code p0} is outside that range
     */
    public static BernoulliCusum fall(double p0) {
        LikelihoodRatio.requireRoomToFall(p0);
        return new BernoulliCusum(LikelihoodRatio.against(0.5, p0));
    }

    /**
     * The sum after one more pane.
     *
     * @param sum the sum before it, at least 0; 0 at the start
     * @param failures failed verdicts in the pane
     * @param trials all verdicts in the pane; may be 0
     * @return at least 0; when {@link #startsOver} the change can only have come after this pane
     * @throws IllegalArgumentException unless {@code 0 <= failures <= trials}
     */
    public double next(double sum, long failures, long trials) {
        return Math.max(0, sum + alternative.of(failures, trials));
    }

    /** Whether a sum points to no change so far: time and counts of the candidate start over after its pane. */
    public static boolean startsOver(double sum) {
        return sum == 0;
    }
}
