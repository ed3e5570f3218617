package io.riskmonitor.stats;

import java.util.Arrays;

/**
 * Bins of about equal shares of a reference, frozen, for counting what comes later.
 *
 * <p>Deciles of the reference rather than bins of equal width, because every bin then has enough to be compared and
 * none is named after an outlier. Edges lie between buckets of {@link LogHistogram}, so that a histogram is sorted into
 * bins exactly, at any later time.
 *
 * <p>A bucket with a full share or more (a point mass: a default, a cap, "no tokens") gets its own bin. What lies
 * beside it may be empty in the reference; values there are news. A bin of less than half a share joins its neighbour
 * unless that is a point mass. The first and the last bin are open to their side. A further bin, the last index, counts
 * what has no value.
 *
 * <p>1 to 100 once each gives ten bins, the first up to 10 and the last above 90. A hundred sevens give three: below, 7,
 * above.
 *
 * <p>Misleads when asked for more bins than the reference can fill: each should hold fifty observations or more.
 *
 * <p>Equal shares: H. B. Mann, A. Wald (1942), "On the choice of the number of class intervals in the application of the
 * chi square test", Annals of Mathematical Statistics 13(3), 306–317.
 */
public final class QuantileBins {

    /** Last bucket of every bin but the open one at the top. */
    private final int[] edges;

    private QuantileBins(int[] edges) {
        this.edges = edges;
    }

    /**
     * The bins of a reference.
     *
     * @param bins about how many, at least 2; 10 for deciles. Ties may give fewer, point masses more
     * @throws IllegalArgumentException if fewer than 2 bins are wanted, or the reference is empty
     */
    public static QuantileBins of(LogHistogram reference, int bins) {
        long total = reference.total();
        if (bins < 2 || total == 0) {
            throw new IllegalArgumentException(
                    "need at least 2 bins and a value, got " + bins + " bins and " + total + " values");
        }
        int[] buckets = reference.buckets();
        long[] counts = reference.counts();
        double share = (double) total / bins;
        int[] edges = new int[3 * bins];
        int size = 0;
        boolean afterPointMass = true; // nothing before that could be joined
        double quantile = share;
        double seen = 0;
        double open = 0;
        for (int i = 0; i < buckets.length; i++) {
            int bucket = buckets[i];
            seen += counts[i];
            if (counts[i] >= share) {
                boolean room = size == 0 || edges[size - 1] < bucket - 1;
                if (room && !afterPointMass && open < share / 2) {
                    edges[size - 1] = bucket - 1;
                } else if (room) {
                    edges[size++] = bucket - 1;
                }
                edges[size++] = bucket;
                afterPointMass = true;
                open = 0;
            } else {
                open += counts[i];
                if (seen >= quantile && open >= share / 2) {
                    edges[size++] = bucket;
                    afterPointMass = false;
                    open = 0;
                }
            }
            while (quantile <= seen) {
                quantile += share;
            }
        }
        if (!afterPointMass && open < share / 2) {
            size--;
        }
        return new QuantileBins(Arrays.copyOf(edges, size));
    }

    /**
     * The bins with these {@link #edges()}.
     *
     * @throws IllegalArgumentException unless they ascend
     */
    public static QuantileBins ofEdges(int[] edges) {
        for (int i = 1; i < edges.length; i++) {
            if (edges[i] <= edges[i - 1]) {
                throw new IllegalArgumentException("edges must ascend, got " + edges[i] + " after " + edges[i - 1]);
            }
        }
        return new QuantileBins(edges.clone());
    }

    /** The last bucket of every bin but the open one at the top; all there is to store. */
    public int[] edges() {
        return edges.clone();
    }

    /** How many bins there are, that of missing values included. */
    public int size() {
        return edges.length + 2;
    }

    /** The bin of what has no value. */
    public int missing() {
        return edges.length + 1;
    }

    /** The bin of a value; {@link #missing()} for one that is not a number or infinite. */
    public int binOf(double value) {
        return Double.isFinite(value) ? binOfBucket(LogHistogram.bucketOf(value)) : missing();
    }

    private int binOfBucket(int bucket) {
        int found = Arrays.binarySearch(edges, bucket);
        return found >= 0 ? found : -found - 1;
    }

    /** Above which value a bin begins, to 1%; negative infinity for the first. */
    public double lower(int bin) {
        return bin == 0 ? Double.NEGATIVE_INFINITY : upper(bin - 1);
    }

    /** Up to which value a bin goes, to 1%; positive infinity for the last. */
    public double upper(int bin) {
        if (bin < 0 || bin > edges.length) {
            throw new IllegalArgumentException("bins of values are 0 to " + edges.length + ", got " + bin);
        }
        return bin == edges.length ? Double.POSITIVE_INFINITY : LogHistogram.upperEdge(edges[bin]);
    }

    /**
     * What a histogram has in each bin.
     *
     * @param missing observations without a value, at least 0
     */
    public long[] counts(LogHistogram histogram, long missing) {
        int[] buckets = histogram.buckets();
        long[] hits = histogram.counts();
        long[] counts = new long[size()];
        for (int i = 0; i < buckets.length; i++) {
            counts[binOfBucket(buckets[i])] += hits[i];
        }
        counts[missing()] = missing;
        return counts;
    }
}
