package io.riskmonitor.rule;

import io.riskmonitor.pane.Distribution;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.stats.CategoryBins;
import io.riskmonitor.stats.LogHistogram;
import io.riskmonitor.stats.QuantileBins;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Bins of a feature, frozen with a baseline, and what the baseline has in each. */
sealed interface DriftBins {

    /** Bins of a measure or a score. */
    int QUANTILES = 10;

    /** The bins of what was learned. */
    static DriftBins of(Feature feature, Distribution learned) {
        if (feature.kind() == Feature.Kind.LABEL) {
            return new OfCategories(CategoryBins.of(learned.categories(), learned.missing()), learned.missing());
        }
        // where everything is missing any value is news
        LogHistogram values = learned.values();
        QuantileBins bins = values.total() == 0 ? QuantileBins.ofEdges(new int[0]) : QuantileBins.of(values, QUANTILES);
        return new OfValues(bins, bins.counts(values, learned.missing()), feature.kind() == Feature.Kind.SCORE);
    }

    static DriftBins read(StateInput in) {
        if (in.flag()) {
            CategoryBins bins = CategoryBins.of(in.entries(new TreeMap<>(), in::name, in::whole), 0);
            long missing = in.whole();
            return new OfCategories(CategoryBins.of(bins.categories(), missing), missing);
        }
        boolean scores = in.flag();
        int[] edges = LongStream.of(readWholes(in))
                .mapToInt(edge -> (int) edge)
                .sorted()
                .distinct()
                .toArray();
        return new OfValues(QuantileBins.ofEdges(edges), readWholes(in), scores);
    }

    static long[] readWholes(StateInput in) {
        long[] counts = new long[(int) in.whole()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.whole();
        }
        return counts;
    }

    static void writeWholes(long[] counts, StateOutput out) {
        out.whole(counts.length);
        for (long count : counts) {
            out.whole(count);
        }
    }

    void write(StateOutput out);

    /** What the baseline has in each bin. */
    long[] reference();

    /** What a distribution has in each bin. */
    long[] counts(Distribution distribution);

    /** What is in a bin, for people. */
    String name(int bin);

    /** A bin for each frequent category. */
    record OfCategories(CategoryBins bins, long missing) implements DriftBins {

        @Override
        public void write(StateOutput out) {
            out.flag(true);
            out.entries(bins.categories(), out::text, out::whole);
            out.whole(missing);
        }

        @Override
        public long[] reference() {
            return bins.reference();
        }

        @Override
        public long[] counts(Distribution distribution) {
            return bins.counts(distribution.categories(), distribution.missing());
        }

        @Override
        public String name(int bin) {
            if (bin < bins.own().size()) {
                return bins.own().get(bin);
            }
            return bin == bins.rare() ? "rare" : bin == bins.unseen() ? "unseen" : "missing";
        }
    }

    /**
     * About ten bins of equal shares.
     *
     * @param scores whether the values are odds of scores
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record OfValues(QuantileBins bins, long[] reference, boolean scores) implements DriftBins {

        private static final MathContext DIGITS = new MathContext(3);

        @Override
        public void write(StateOutput out) {
            out.flag(false);
            out.flag(scores);
            writeWholes(IntStream.of(bins.edges()).asLongStream().toArray(), out);
            writeWholes(reference, out);
        }

        @Override
        public long[] counts(Distribution distribution) {
            return bins.counts(distribution.values(), distribution.missing());
        }

        @Override
        public String name(int bin) {
            if (bin == bins.missing()) {
                return "missing";
            }
            double lower = bins.lower(bin);
            double upper = bins.upper(bin);
            if (Double.isInfinite(lower) && Double.isInfinite(upper)) {
                return "any value";
            }
            if (Double.isInfinite(lower)) {
                return Math.abs(upper) <= LogHistogram.SMALLEST && upper < 0 ? "below 0" : "up to " + shown(upper);
            }
            if (Double.isInfinite(upper)) {
                return "above " + shown(lower);
            }
            String from = shown(lower);
            String to = shown(upper);
            return from.equals(to) ? to : "(" + from + ", " + to + "]";
        }

        private String shown(double edge) {
            double value = scores ? Distribution.scoreOf(edge) : edge;
            if (Math.abs(value) <= 2 * LogHistogram.SMALLEST) {
                return "0";
            }
            return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
        }
    }
}
