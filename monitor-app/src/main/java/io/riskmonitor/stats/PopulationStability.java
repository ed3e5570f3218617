package io.riskmonitor.stats;

/**
 * Population stability index (PSI): how far the shape of a histogram has moved from a reference.
 *
 * <p>Used for the size of a drift because it splits into bins, so that an alert can name those that moved, and because
 * 0.1 and 0.25 are thresholds that operators know.
 *
 * <pre>
 *   PSI = Σ (qᵢ − pᵢ) ln(qᵢ / pᵢ)        pᵢ = (count + ½) / (total + ½ bins), of the reference; qᵢ of the window
 * </pre>
 *
 * <p>The half makes empty bins finite. Implementations differ there, so values are not comparable with those of other
 * tools where bins are empty. 25, 25, 25, 25 against 40, 30, 20, 10 gives 0.218, of which the last bin has 0.130.
 *
 * <p>Misleads with few observations: without any change it is {@link #expectedWithoutChange} on average, 0.09 for ten
 * bins and 200 observations on each side. It is a size and no evidence; that is {@link DivergenceEvidence}.
 *
 * <p>B. Yurdakul, J. Naranjo (2020), "Statistical properties of the population stability index", Journal of Risk Model
 * Validation 14(4), 89–100; the index itself is J in H. Jeffreys (1946), "An invariant form for the prior probability
 * in estimation problems", Proceedings of the Royal Society A 186, 453–461.
 */
public final class PopulationStability {

    private static final double PSEUDO_COUNT = 0.5;

    private PopulationStability() {}

    /**
     * The index of a window against a reference.
     *
     * @return at least 0; 0 for equal shares
     * @throws IllegalArgumentException unless both have the same bins, counts of at least 0 and an observation
     */
    public static double index(long[] reference, long[] window) {
        double index = 0;
        for (double contribution : contributions(reference, window)) {
            index += contribution;
        }
        return index;
    }

    /**
     * What each bin adds to the index; none takes away from it.
     *
     * @throws IllegalArgumentException unless both have the same bins, counts of at least 0 and an observation
     */
    public static double[] contributions(long[] reference, long[] window) {
        BinCounts.requireSameBins(reference, window);
        double allReference = BinCounts.total(reference) + PSEUDO_COUNT * reference.length;
        double allWindow = BinCounts.total(window) + PSEUDO_COUNT * window.length;
        double[] contributions = new double[reference.length];
        for (int bin = 0; bin < contributions.length; bin++) {
            double before = (reference[bin] + PSEUDO_COUNT) / allReference;
            double after = (window[bin] + PSEUDO_COUNT) / allWindow;
            contributions[bin] = (after - before) * StrictMath.log(after / before);
        }
        return contributions;
    }

    /**
     * The mean index of two samples of the same distribution, by which an observed one should be discounted:
     * {@code (bins − 1) (1 / reference + 1 / window)}. Good where bins hold ten observations or more.
     *
     * @param reference observations, at least 1
     * @param window observations, at least 1
     * @throws IllegalArgumentException if an argument is below 1
     */
    public static double expectedWithoutChange(int bins, long reference, long window) {
        if (bins < 1 || reference < 1 || window < 1) {
            throw new IllegalArgumentException("need a bin and observations on both sides, got " + bins + " bins, "
                    + reference + " and " + window + " observations");
        }
        return (bins - 1) * (1.0 / reference + 1.0 / window);
    }
}
