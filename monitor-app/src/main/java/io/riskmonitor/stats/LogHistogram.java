package io.riskmonitor.stats;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Histogram with logarithmic buckets, the DDSketch: latencies, lengths and scores of any scale, each to 1%.
 *
 * <p>Chosen because its buckets are fixed beforehand. Histograms of different panes and partitions therefore merge in
 * any order to the same result, an earlier snapshot can be subtracted, and drift is measured on exact counts. Sketches
 * that choose their own boundaries (KLL, t-digest) allow none of these.
 *
 * <p>A value v above 0 falls into the bucket ⌈log<sub>γ</sub>(v / {@link #SMALLEST})⌉ with γ = 1.01 / 0.99, its mirror
 * image −v into the bucket of the opposite sign, and what is not larger than {@link #SMALLEST} into bucket 0, so that
 * buckets are ordered like values. Beyond {@link #LARGEST} everything falls into the last bucket. There are at most
 * 4,837, of which only those that were hit take room: 1,000 exponential latencies take about 260.
 *
 * <p>Misleads where values crowd far from 0: scores between 0.95 and 1 have three buckets. Give such a score fixed bins,
 * or record its distance from 1.
 *
 * <p>Own code rather than Datadog's library: its counts are doubles, it cannot subtract, and its bucket of a value comes
 * from {@link Math#log}, whose last bit may differ between processors. State is two arrays, buckets and counts.
 *
 * <p>C. Masson, J. E. Rim, H. K. Lee (2019), "DDSketch: a fast and fully-mergeable quantile sketch with relative-error
 * guarantees", Proceedings of the VLDB Endowment 12(12), 2195–2205.
 */
public final class LogHistogram {

    /** Largest relative error of a value told by its bucket. */
    public static final double RELATIVE_ACCURACY = 0.01;

    /** Magnitudes up to this one count as 0. */
    public static final double SMALLEST = 1e-9;

    /** Larger magnitudes are not told apart. */
    public static final double LARGEST = 1e12;

    private static final double LOG_GAMMA = StrictMath.log1p(RELATIVE_ACCURACY) - StrictMath.log1p(-RELATIVE_ACCURACY);

    private static final int LAST = (int) Math.ceil(StrictMath.log(LARGEST / SMALLEST) / LOG_GAMMA);

    private int[] buckets;
    private long[] counts;
    private int size;

    private LogHistogram(int[] buckets, long[] counts, int size) {
        this.buckets = buckets;
        this.counts = counts;
        this.size = size;
    }

    /** A histogram that has seen nothing. */
    public LogHistogram() {
        this(new int[8], new long[8], 0);
    }

    /**
     * The histogram with these {@link #buckets()} and {@link #counts()}.
     *
     * @throws IllegalArgumentException unless buckets ascend within their range and have a count of at least 1 each
     */
    public static LogHistogram of(int[] buckets, long[] counts) {
        if (buckets.length != counts.length) {
            throw new IllegalArgumentException("need a count for each bucket, got " + buckets.length + " buckets and "
                    + counts.length + " counts");
        }
        for (int i = 0; i < buckets.length; i++) {
            if (Math.abs((long) buckets[i]) > LAST || i > 0 && buckets[i] <= buckets[i - 1] || counts[i] < 1) {
                throw new IllegalArgumentException(
                        "need ascending buckets within " + LAST + " of 0, counts of at least 1, got " + counts[i]
                                + " in bucket " + buckets[i] + " at position " + i);
            }
        }
        return new LogHistogram(buckets.clone(), counts.clone(), buckets.length);
    }

    /**
     * The bucket of a value. Larger values never have smaller buckets.
     *
     * @throws IllegalArgumentException if the value is infinite or not a number
     */
    public static int bucketOf(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value must be finite, got " + value);
        }
        double magnitude = Math.abs(value);
        if (magnitude <= SMALLEST) {
            return 0;
        }
        int bucket = (int) Math.min(LAST, Math.max(1, Math.ceil(StrictMath.log(magnitude / SMALLEST) / LOG_GAMMA)));
        return value > 0 ? bucket : -bucket;
    }

    /** The value that stands for a bucket: within 1% of each in it, up to {@link #LARGEST}. */
    public static double valueOf(int bucket) {
        double middle = StrictMath.exp(Math.abs(bucket) * LOG_GAMMA) * (1 - RELATIVE_ACCURACY) * SMALLEST;
        return bucket == 0 ? 0 : Math.copySign(middle, bucket);
    }

    /** Largest value of a bucket, up to rounding. */
    static double upperEdge(int bucket) {
        return bucket >= 0
                ? SMALLEST * StrictMath.exp(bucket * LOG_GAMMA)
                : -SMALLEST * StrictMath.exp(-(bucket + 1) * LOG_GAMMA);
    }

    /**
     * Counts one value.
     *
     * @throws IllegalArgumentException if the value is infinite or not a number
     */
    public void add(double value) {
        add(bucketOf(value), 1);
    }

    /** Adds all that another histogram has seen. */
    public LogHistogram merge(LogHistogram that) {
        for (int i = 0; i < that.size; i++) {
            add(that.buckets[i], that.counts[i]);
        }
        return this;
    }

    /**
     * What this cumulative histogram has seen and an earlier state of it had not.
     *
     * @throws IllegalArgumentException if the other one has seen something that this one has not
     */
    public LogHistogram since(LogHistogram earlier) {
        LogHistogram difference = new LogHistogram(new int[size], new long[size], 0);
        int old = 0;
        for (int i = 0; i < size; i++) {
            long known = 0;
            if (old < earlier.size && earlier.buckets[old] == buckets[i]) {
                known = earlier.counts[old++];
            }
            if (known < counts[i]) {
                difference.buckets[difference.size] = buckets[i];
                difference.counts[difference.size++] = counts[i] - known;
            } else if (known > counts[i]) {
                throw notEarlier(buckets[i]);
            }
        }
        if (old < earlier.size) {
            throw notEarlier(earlier.buckets[old]);
        }
        return difference;
    }

    private static IllegalArgumentException notEarlier(int bucket) {
        return new IllegalArgumentException("not an earlier state of this histogram: more in bucket " + bucket);
    }

    private void add(int bucket, long count) {
        int found = Arrays.binarySearch(buckets, 0, size, bucket);
        if (found >= 0) {
            counts[found] = Math.addExact(counts[found], count);
            return;
        }
        int at = -found - 1;
        if (size == buckets.length) {
            int room = Math.max(8, size + size / 2);
            buckets = Arrays.copyOf(buckets, room);
            counts = Arrays.copyOf(counts, room);
        }
        System.arraycopy(buckets, at, buckets, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        buckets[at] = bucket;
        counts[at] = count;
        size++;
    }

    /** The buckets that were hit, ascending. */
    public int[] buckets() {
        return Arrays.copyOf(buckets, size);
    }

    /** How often each of {@link #buckets()} was hit. */
    public long[] counts() {
        return Arrays.copyOf(counts, size);
    }

    /** All values counted. */
    public long total() {
        long total = 0;
        for (int i = 0; i < size; i++) {
            total = Math.addExact(total, counts[i]);
        }
        return total;
    }

    /**
     * The value below which a share of all values lies: within 1% of the one at rank ⌊1 + share (total − 1)⌋.
     *
     * @param share in [0, 1]; 0.5 for the median
     * @return empty without values
     * @throws IllegalArgumentException if the share is outside its range
     */
    public OptionalDouble quantile(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be in [0, 1], got " + share);
        }
        long rank = (long) (share * (total() - 1));
        long seen = 0;
        for (int i = 0; i < size; i++) {
            seen += counts[i];
            if (seen > rank || i == size - 1) {
                return OptionalDouble.of(valueOf(buckets[i]));
            }
        }
        return OptionalDouble.empty();
    }
}
