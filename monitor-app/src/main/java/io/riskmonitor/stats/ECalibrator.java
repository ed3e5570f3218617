package io.riskmonitor.stats;

/**
 * Makes e-values of what is none: of p values, and of the largest evidence there ever was.
 *
 * <p>An e-value has mean at most 1 while the hypothesis is true. Both conversions cost evidence, so where there is an
 * e-value to begin with it is better not converted.
 *
 * <p>A p value of 0.001 becomes e = 15.8, not 1,000. A maximum of 400 becomes 19.
 *
 * <p>Misleads with a p value that is too small, as those of repeated looks are: no conversion repairs it.
 *
 * <p>G. Shafer, A. Shen, N. Vereshchagin, V. Vovk (2011), "Test martingales, Bayes factors and p-values", Statistical
 * Science 26(1), 84–101, <a href="https://arxiv.org/abs/0912.4269">arXiv:0912.4269</a>.
 */
public final class ECalibrator {

    private static final double LOG_HALF = StrictMath.log(0.5);

    private ECalibrator() {}

    /**
     * The logarithm of e = 1 / (2 √p), whose mean over the uniform distribution is 1.
     *
     * @param p in [0, 1]; 0 gives infinity
     * @throws IllegalArgumentException if {@code p} is outside that range
     */
    public static double ofPValue(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("p must be in [0, 1], got " + p);
        }
        return LOG_HALF - 0.5 * StrictMath.log(p);
    }

    /**
     * The logarithm of e = √(largest) − 1: what the largest value that an e-process ever had is still worth.
     *
     * <p>The chance that the largest value reaches x is at most 1 / x, and √x − 1 has mean 1 under the distribution that
     * exhausts it. So an alert that was raised on a maximum and kept may stand in a report of {@link EBenjaminiHochberg}.
     *
     * @param logLargest logarithm of the largest value of an e-process that began at 1
     * @return negative infinity if the largest value is 1 or less
     * @throws IllegalArgumentException if {@code logLargest} is not a number
     */
    public static double ofMaximum(double logLargest) {
        if (Double.isNaN(logLargest)) {
            throw new IllegalArgumentException("the largest value must be a number, got " + logLargest);
        }
        if (logLargest <= 0) {
            return Double.NEGATIVE_INFINITY;
        }
        double logRoot = logLargest / 2;
        // ln(x − 1) as ln x + ln(1 − 1/x), which a large x does not overflow
        return logRoot + StrictMath.log(-StrictMath.expm1(-logRoot));
    }
}
