package io.riskmonitor.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Bins for the categories of a label, frozen with a reference, for counting what comes later.
 *
 * <p>Every category with 1% of the reference has its own bin, up to {@value #MOST_OWN} of them. The rarer ones share a bin, what the
 * reference does not have has a bin, and so has what has no category at all.
 *
 * <p>Where there is a long tail of categories, some are new in every window though nothing has changed. How much to expect
 * is told by the categories that the reference has just once (Good–Turing: their share estimates that of the ones not seen
 * yet), so their observations count as unseen in the reference, and as rare later. 90 times a, 8 times b, and c and d once
 * each expect 2% of unseen categories; a label with five categories, each of them frequent, expects none.
 *
 * <p>Misleads when names change and not what they mean: a renamed category is gone, and an unseen one is there.
 *
 * <p>I. J. Good (1953), "The population frequencies of species and the estimation of population parameters", Biometrika
 * 40(3/4), 237–264.
 */
public final class CategoryBins {

    /** Categories with their own bin, at most: every further bin asks for more observations. */
    public static final int MOST_OWN = 20;

    private static final double SMALLEST_SHARE = 0.01;

    private static final int SHARED = 3;

    private final SortedMap<String, Long> reference;
    private final List<String> own;
    private final SortedMap<String, Integer> binOf = new TreeMap<>();
    private final long missing;

    private CategoryBins(SortedMap<String, Long> reference, long missing) {
        this.reference = Collections.unmodifiableSortedMap(new TreeMap<>(reference));
        this.missing = missing;
        long total = missing;
        for (long count : reference.values()) {
            total += count;
        }
        double enough = Math.max(2, SMALLEST_SHARE * total);
        List<Map.Entry<String, Long>> frequent = new ArrayList<>(this.reference.entrySet());
        frequent.removeIf(category -> category.getValue() < enough);
        // a sort that keeps the order of equals: by name
        frequent.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
        this.own = frequent.stream().limit(MOST_OWN).map(Map.Entry::getKey).toList();
        this.reference.keySet().forEach(category -> binOf.put(category, rare()));
        for (int bin = 0; bin < own.size(); bin++) {
            binOf.put(own.get(bin), bin);
        }
    }

    /**
     * The bins of a reference.
     *
     * @param reference category to its count, at least 1
     * @param missing observations without a category, at least 0
     */
    public static CategoryBins of(SortedMap<String, Long> reference, long missing) {
        return new CategoryBins(reference, missing);
    }

    /** How many bins there are: those of single categories first, then {@link #rare}, {@link #unseen}, {@link #missing}. */
    public int size() {
        return own.size() + SHARED;
    }

    /** The categories that have their own bin, the most frequent first. */
    public List<String> own() {
        return own;
    }

    /** The bin of what the reference has but rarely. */
    public int rare() {
        return own.size();
    }

    /** The bin of what the reference does not have. */
    public int unseen() {
        return own.size() + 1;
    }

    /** The bin of what has no category. */
    public int missing() {
        return own.size() + 2;
    }

    /** What the reference itself has in each bin. */
    public long[] reference() {
        long[] counts = counts(reference, missing);
        for (Map.Entry<String, Long> category : reference.entrySet()) {
            if (category.getValue() == 1) {
                counts[rare()]--;
                counts[unseen()]++;
            }
        }
        return counts;
    }

    /** Category to its count in the reference; with {@link #missing}, all there is to store. */
    public SortedMap<String, Long> categories() {
        return reference;
    }

    /**
     * What a window has in each bin.
     *
     * @param missing observations without a category, at least 0
     */
    public long[] counts(SortedMap<String, Long> window, long missing) {
        long[] counts = new long[size()];
        window.forEach((category, count) -> counts[binOf.getOrDefault(category, unseen())] += count);
        counts[missing()] = missing;
        return counts;
    }
}
