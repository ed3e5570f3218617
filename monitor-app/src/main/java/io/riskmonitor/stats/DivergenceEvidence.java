package io.riskmonitor.stats;

/**
 * Evidence that a window's distribution is further from a learned one than tolerated: an e-value for drift.
 *
 * <p>Used instead of a two-sample p-value because the reference is learned once and serves every window. Its error is in
 * all of them, and against an unlucky reference every window looks a little different: measured, up to one baseline in
 * four raises more false alarms than promised. Here the reference is taken as it is, and what is tested is
 *
 * <pre>
 *   KL(p ‖ q) ≤ tolerance        p: shares of the reference, q: distribution of the window; KL = Σ pᵢ ln(pᵢ / qᵢ)
 * </pre>
 *
 * <p>{@link #tolerance} is how far the distribution that the reference was drawn from may be from its shares. If it is
 * within, the promise of {@link WindowEvidence} holds for every window of any size, exactly; it fails only with the chance
 * given there. A larger tolerance asks for a drift of some size: half of a PSI of 0.1 is 0.05.
 *
 * <p>The e-value comes from x, n times the divergence of the window's shares from the nearest tolerated distribution,
 * which lies on the straight line between window and reference. With k bins and n observations of q, E exp(λ n KL(shares ‖ q))
 * is at most (1 − λ)<sup>1−k</sup>; averaged over λ between 0 and 1
 *
 * <pre>
 *   e = ∫ exp(λ x) (1 − λ)ᵏ⁻¹ dλ
 * </pre>
 *
 * <p>50 and 50 against 80 and 20 with a tolerance of 0.05 gives x = 5.14 and e = 6.24.
 *
 * <p>Misleads when observations depend on each other: thirty of one conversation are not thirty. And it is silent where
 * a window is small: with ten bins x has to pass 13.1 to count as evidence at all. Bins have to be chosen before the
 * window is seen.
 *
 * <p>R. Agrawal (2020), "Finite-sample concentration of the multinomial in relative entropy", IEEE Transactions on
 * Information Theory 66(10), 6297–6302.
 */
public final class DivergenceEvidence {

    private DivergenceEvidence() {}

    /**
     * How far the distribution behind a reference may be from its shares, in nats.
     *
     * <p>Of ten bins and 2,000 observations 0.0126, at a chance of 0.001.
     *
     * @param bins of the reference, at least 1
     * @param observations in the reference, at least 1
     * @param chance that it is further away nevertheless, in (0, 1)
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public static double tolerance(int bins, long observations, double chance) {
        if (bins < 1 || observations < 1 || !(chance > 0 && chance < 1)) {
            throw new IllegalArgumentException("need a bin, an observation and a chance in (0, 1), got " + bins
                    + " bins, " + observations + " observations and a chance of " + chance);
        }
        double shape = bins - 1;
        if (shape == 0) {
            return 0;
        }
        double wanted = -StrictMath.log(chance);
        double tooSmall = shape;
        double enough = 4 * (shape + wanted);
        double middle = (tooSmall + enough) / 2;
        // ends when no double is left in between
        while (tooSmall < middle && middle < enough) {
            if (middle - shape * (1 + StrictMath.log(middle / shape)) < wanted) {
                tooSmall = middle;
            } else {
                enough = middle;
            }
            middle = (tooSmall + enough) / 2;
        }
        return enough / observations;
    }

    /**
     * ln of the e-value of one window; 0 for an empty one.
     *
     * @param tolerance divergence in nats that is no drift yet, at least 0
     * @return at least −ln(bins); infinite for what a tolerance of 0 makes impossible
     * @throws IllegalArgumentException unless both have the same bins and counts of at least 0, the reference an
     *     observation and the tolerance its range
     */
    public static double logE(long[] reference, long[] window, double tolerance) {
        double excess = excess(reference, window, tolerance);
        if (excess == Double.POSITIVE_INFINITY) {
            return excess;
        }
        int bins = reference.length;
        return BinCounts.isEmpty(window) ? 0 : IncompleteGamma.logSeries(bins, excess) - StrictMath.log(bins);
    }

    /** n times the divergence of the window's shares from the nearest tolerated distribution. */
    private static double excess(long[] reference, long[] window, double tolerance) {
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("tolerance must be at least 0 and finite, got " + tolerance);
        }
        BinCounts.requireSameBins(reference, window);
        double allReference = BinCounts.total(reference);
        if (BinCounts.isEmpty(window)) {
            return 0;
        }
        double allWindow = BinCounts.total(window);
        double[] p = new double[reference.length];
        double[] w = new double[reference.length];
        for (int bin = 0; bin < p.length; bin++) {
            p[bin] = reference[bin] / allReference;
            w[bin] = window[bin] / allWindow;
        }
        if (fromMixture(p, w, p, 0) <= tolerance) {
            return 0;
        }
        double tooFar = 0;
        double near = 1;
        double middle = 0.5;
        while (tolerance > 0 && tooFar < middle && middle < near) {
            if (fromMixture(p, w, p, middle) > tolerance) {
                tooFar = middle;
            } else {
                near = middle;
            }
            middle = (tooFar + near) / 2;
        }
        // rather a little too much tolerated than too little
        return allWindow * Math.max(0, fromMixture(w, w, p, tolerance > 0 ? tooFar : 1));
    }

    /** KL(shares ‖ (1 − weight) w + weight p). */
    private static double fromMixture(double[] shares, double[] w, double[] p, double weight) {
        double divergence = 0;
        for (int bin = 0; bin < shares.length; bin++) {
            if (shares[bin] > 0) {
                double mixed = (1 - weight) * w[bin] + weight * p[bin];
                divergence += shares[bin] * StrictMath.log(shares[bin] / mixed);
            }
        }
        return divergence;
    }
}
