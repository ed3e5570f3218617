package io.riskmonitor.pane;

import io.riskmonitor.stats.LogHistogram;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How often each value of a feature was seen: labels by category, measures and scores in a histogram with fixed buckets.
 * What has no value is counted, too. Distributions merge in any order to the same result.
 *
 * <p>A score s is counted as its odds s / (1 − s), so that scores close to 1 are told apart as well as those close to 0.
 */
public final class Distribution {

    private final SortedMap<String, Long> categories;
    private final LogHistogram values;
    private long missing;

    public Distribution() {
        this(new TreeMap<>(), new LogHistogram(), 0);
    }

    /** A distribution as stored. */
    public Distribution(SortedMap<String, Long> categories, LogHistogram values, long missing) {
        this.categories = categories;
        this.values = values;
        this.missing = missing;
    }

    /** Categories of a label, with a count of at least 1 each. */
    public SortedMap<String, Long> categories() {
        return categories;
    }

    /** Values of a measure, odds of a score. */
    public LogHistogram values() {
        return values;
    }

    /** Observations without a value. */
    public long missing() {
        return missing;
    }

    /** Observations, with a value or without. */
    public long total() {
        long labelled = 0;
        for (long count : categories.values()) {
            labelled += count;
        }
        return labelled + values.total() + missing;
    }

    /** Counts one label; null where the interaction has none. */
    public void addLabel(@Nullable String category) {
        if (category == null) {
            missing++;
        } else {
            categories.merge(category, 1L, Long::sum);
        }
    }

    /** Counts one label as another one, if it was counted. */
    public void relabel(String from, String to) {
        Long counted = categories.get(from);
        if (counted == null) {
            return;
        }
        if (counted > 1) {
            categories.put(from, counted - 1);
        } else {
            categories.remove(from);
        }
        addLabel(to);
    }

    /** Counts one measure; null where the interaction has none. */
    public void addMeasure(@Nullable Double value) {
        if (value == null) {
            missing++;
        } else {
            values.add(value);
        }
    }

    /** Counts one score in [0, 1]; null where the verdict has none. */
    public void addScore(@Nullable Double score) {
        addMeasure(score == null ? null : oddsOf(score));
    }

    private static Double oddsOf(double score) {
        return Math.min(LogHistogram.LARGEST, score / (1 - score));
    }

    /** The score with these odds. */
    public static double scoreOf(double odds) {
        return odds >= LogHistogram.LARGEST ? 1 : odds / (1 + odds);
    }

    /** Adds all that another distribution has. */
    public Distribution merge(Distribution that) {
        that.categories.forEach((category, count) -> categories.merge(category, count, Long::sum));
        values.merge(that.values);
        missing += that.missing;
        return this;
    }

    /** What this cumulative distribution has and an earlier state of it had not. */
    Distribution since(Distribution earlier) {
        SortedMap<String, Long> more = new TreeMap<>(categories);
        earlier.categories.forEach(
                (category, count) -> more.computeIfPresent(category, (c, now) -> now > count ? now - count : null));
        return new Distribution(more, values.since(earlier.values), missing - earlier.missing);
    }
}
