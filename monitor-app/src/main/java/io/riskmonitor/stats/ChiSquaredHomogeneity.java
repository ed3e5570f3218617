package io.riskmonitor.stats;

/**
 * Pearson's chi-squared test of homogeneity: may two histograms come from the same distribution?
 *
 * <p>For one look at two samples, with rare bins pooled first: bins whose expected count is below 5 on the smaller side
 * become one, and if that is still below 5 the rarest of the others joins it. 25, 25, 25, 25 against 40, 30, 20, 10
 * gives 10.90 with 3 degrees of freedom, p = 0.0123 and V = 0.233.
 *
 * <p>Cramér's V is the size, √(statistic / observations), from 0 to 1: with enough observations every p is tiny.
 *
 * <p>Misleads when one reference serves many windows. Its own error is then in each of them, so the p-values are not
 * small once in a while but all together; see {@code docs/statistics.md}. It also misleads when
 * observations depend on each other, as those of one conversation do.
 *
 * <p>K. Pearson (1911), "On the probability that two independent distributions of frequency are really samples from the
 * same population", Biometrika 8(1/2), 250–254; W. G. Cochran (1954), "Some methods for strengthening the common χ²
 * tests", Biometrics 10(4), 417–451, for the pooling.
 *
 * @param statistic chi-squared, at least 0
 * @param degreesOfFreedom bins after pooling, less one; 0 if a single bin is left, when nothing can be seen
 * @param logP ln of the p-value, at most 0; finite where the p-value itself would be 0
 * @param cramersV size of the difference, in [0, 1]
 */
public record ChiSquaredHomogeneity(double statistic, int degreesOfFreedom, double logP, double cramersV) {

    private static final double FEWEST_EXPECTED = 5;

    /**
     * Tests a window against a reference.
     *
     * @throws IllegalArgumentException unless both have the same bins, counts of at least 0 and an observation
     */
    public static ChiSquaredHomogeneity of(long[] reference, long[] window) {
        BinCounts.requireSameBins(reference, window);
        double allReference = BinCounts.total(reference);
        double allWindow = BinCounts.total(window);
        double all = allReference + allWindow;
        double smallerShare = Math.min(allReference, allWindow) / all;

        int own = 0;
        int rarest = -1;
        double restReference = 0;
        double restWindow = 0;
        for (int bin = 0; bin < reference.length; bin++) {
            double count = count(reference, window, bin);
            if (count * smallerShare < FEWEST_EXPECTED) {
                restReference += reference[bin];
                restWindow += window[bin];
            } else {
                own++;
                rarest = rarest < 0 || count < count(reference, window, rarest) ? bin : rarest;
            }
        }
        double rest = restReference + restWindow;
        boolean joined = rest > 0 && rest * smallerShare < FEWEST_EXPECTED && own > 0;
        if (joined) {
            own--;
            restReference += reference[rarest];
            restWindow += window[rarest];
        }
        int degreesOfFreedom = own + (rest > 0 ? 1 : 0) - 1;
        if (degreesOfFreedom < 1) {
            return new ChiSquaredHomogeneity(0, 0, 0, 0);
        }

        double statistic = rest > 0 ? term(restReference, restWindow, allReference, allWindow) : 0;
        for (int bin = 0; bin < reference.length; bin++) {
            boolean isOwn = count(reference, window, bin) * smallerShare >= FEWEST_EXPECTED;
            if (isOwn && !(joined && bin == rarest)) {
                statistic += term(reference[bin], window[bin], allReference, allWindow);
            }
        }
        return new ChiSquaredHomogeneity(
                statistic,
                degreesOfFreedom,
                IncompleteGamma.logUpper(degreesOfFreedom / 2.0, statistic / 2),
                Math.min(1, Math.sqrt(statistic / all)));
    }

    private static double count(long[] reference, long[] window, int bin) {
        return (double) reference[bin] + window[bin];
    }

    /** What one bin adds: (observed − expected)² / expected of both sides. */
    private static double term(double before, double after, double allReference, double allWindow) {
        double difference = after * allReference - before * allWindow;
        return difference / allReference * (difference / allWindow) / (before + after);
    }
}
