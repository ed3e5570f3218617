package io.riskmonitor.stats;

/** What two histograms over the same bins have to fulfil before they are compared. */
final class BinCounts {

    private BinCounts() {}

    /** Refuses histograms that do not have the same bins. */
    static void requireSameBins(long[] reference, long[] window) {
        if (reference.length != window.length || reference.length == 0) {
            throw new IllegalArgumentException(
                    "need the same bins, at least one, got " + reference.length + " and " + window.length);
        }
    }

    /** All observations of one histogram, at least one; as a double, which does not overflow. */
    static double total(long[] counts) {
        double total = sum(counts);
        if (total == 0) {
            throw new IllegalArgumentException("need an observation on either side, got an empty histogram");
        }
        return total;
    }

    /** Whether a histogram has seen nothing; refuses negative counts. */
    static boolean isEmpty(long[] counts) {
        return sum(counts) == 0;
    }

    private static double sum(long[] counts) {
        double sum = 0;
        for (long count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException("counts must be at least 0, got " + count);
            }
            sum += count;
        }
        return sum;
    }
}
