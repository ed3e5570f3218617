package io.riskmonitor.stats;

/**
 * From a p-value to an e-value, evidence that may be multiplied over windows.
 *
 * <p>Used because p-values of many looks cannot be multiplied and their smallest means nothing. An e-value is at most 1
 * on average while nothing is wrong, and so are products of those of successive windows.
 *
 * <pre>
 *   e = ½ / √p
 * </pre>
 *
 * <p>p = 0.01 gives e = 5, and p = 10⁻⁸ gives 5,000: half of the digits are the price.
 *
 * <p>Misleads when the p-values are not uniform, or larger, <em>given everything that the windows before have in
 * common</em>. Those of {@link ChiSquaredHomogeneity} against one and the same reference are not; for these there is
 * {@link DivergenceEvidence}.
 *
 * <p>V. Vovk, R. Wang (2021), "E-values: calibration, combination and applications", Annals of Statistics 49(3),
 * 1736–1754; the calibrator κ p<sup>κ−1</sup> with κ = ½.
 */
public final class Calibrator {

    private static final double LOG_HALF = StrictMath.log(0.5);

    private Calibrator() {}

    /**
     * ln e of a p-value.
     *
     * @param logP ln p, at most 0; negative infinity for 0
     * @return at least ln ½; infinite for p = 0
     * @throws IllegalArgumentException if {@code logP} is above 0 or not a number
     */
    public static double logE(double logP) {
        if (!(logP <= 0)) {
            throw new IllegalArgumentException("ln p must be at most 0, got " + logP);
        }
        return LOG_HALF - logP / 2;
    }
}
