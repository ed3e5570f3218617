package io.riskmonitor.stats;

/**
 * How much better the failure rate q explains a batch of verdicts than the rate p0 does, in logarithms.
 *
 * <p>Under p0 its exponential has mean 1, whatever the size of the batch. For q above p0 the mean is at most 1 under
 * every rate below p0 too, and for q below p0 under every rate above: one bound covers a whole side.
 *
 * <p>{@link StrictMath} rather than {@link Math}, whose last bit may differ between processors: a detector restored on
 * another machine must raise the same alerts.
 *
 * @param perFailure ln(q / p0)
 * @param perSuccess ln((1 − q) / (1 − p0))
 */
record LikelihoodRatio(double perFailure, double perSuccess) {

    /** No alternative lies above this rate: an alternative of 1 would take one success as disproof. */
    static final double HIGHEST_ALTERNATIVE = 0.995;

    /** Against q = {@code multiple} × {@code p0}, which the caller keeps below 1. */
    static LikelihoodRatio against(double multiple, double p0) {
        return new LikelihoodRatio(StrictMath.log(multiple), StrictMath.log1p(-multiple * p0) - StrictMath.log1p(-p0));
    }

    /** The multiple nearest to the wanted one whose alternative is not above {@link #HIGHEST_ALTERNATIVE}. */
    static double capped(double multiple, double p0) {
        return Math.min(multiple, HIGHEST_ALTERNATIVE / p0);
    }

    /** Refuses a p0 above which no alternative is left. */
    static void requireRoomToRise(double p0) {
        if (!(p0 > 0 && p0 < HIGHEST_ALTERNATIVE)) {
            throw new IllegalArgumentException("p0 must be in (0, " + HIGHEST_ALTERNATIVE + "), got " + p0);
        }
    }

    /** Refuses a p0 below which no alternative is left. */
    static void requireRoomToFall(double p0) {
        if (!(p0 > 0 && p0 < 1)) {
            throw new IllegalArgumentException("p0 must be in (0, 1), got " + p0);
        }
    }

    /** The log likelihood ratio of a batch; 0 for an empty one. */
    double of(long failures, long trials) {
        if (failures < 0 || failures > trials) {
            throw new IllegalArgumentException("need 0 <= failures <= trials, got " + failures + " of " + trials);
        }
        return failures * perFailure + (trials - failures) * perSuccess;
    }
}
