package io.riskmonitor.rule;

import io.riskmonitor.pane.Distribution;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Variant;
import io.riskmonitor.stats.ChiSquaredHomogeneity;
import io.riskmonitor.stats.DivergenceEvidence;
import io.riskmonitor.stats.JensenShannon;
import io.riskmonitor.stats.LogHistogram;
import io.riskmonitor.stats.PopulationStability;
import io.riskmonitor.stats.WindowEvidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The drift of a feature in one release, judged by one version of an evaluator: learns what is normal, freezes it, and then
 * compares window by window.
 */
final class VariantDrift {

    /** The chance that a baseline is too unlucky for the promise to hold. */
    static final double UNLUCKY_BASELINE = 0.001;

    /** With fewer observations the PSI would be larger than this on average without any change. */
    private static final double MOST_NOISE = 0.02;

    /** Observations that a baseline of ten bins, and one of missing values, has at least. */
    static final long FEWEST_LEARNED = Math.round(DriftBins.QUANTILES / (MOST_NOISE / 2));

    /** Observations that a window needs for a comparison with a large baseline of as many bins. */
    static final long FEWEST_COMPARED = Math.round(DriftBins.QUANTILES / MOST_NOISE);

    /** A breach is over below this share of the size that began it. */
    private static final double HYSTERESIS = 0.7;

    private static final int MOST_MOVED = 5;

    private final long first;
    private Distribution learned = new Distribution();
    private @Nullable DriftBins bins;
    private long frozenAt;
    private boolean gaveUp;
    private long[] window = {};
    private long windowStart;
    private long comparedUpTo;
    private long latest;
    private double evidence = WindowEvidence.START;
    private boolean breached;

    /** What can be said at the end of a window. */
    record Look(RuleOutcome outcome, Evidence evidence, long observations, boolean breached) {}

    /** First seen in the pane that starts at {@code first}. */
    VariantDrift(long first) {
        this.first = first;
        this.latest = first;
    }

    static VariantDrift read(StateInput in) {
        VariantDrift drift = new VariantDrift(in.whole());
        drift.latest = in.whole();
        drift.gaveUp = in.flag();
        if (in.flag()) {
            drift.bins = DriftBins.read(in);
            drift.frozenAt = in.whole();
            drift.window = DriftBins.readWholes(in);
            drift.windowStart = in.whole();
            drift.comparedUpTo = in.whole();
            drift.evidence = in.number();
            drift.breached = in.flag();
        } else {
            TreeMap<String, Long> categories = in.entries(new TreeMap<>(), in::name, in::whole);
            TreeMap<Long, Long> values = in.entries(new TreeMap<>(), in::whole, in::whole);
            values.values().removeIf(count -> count < 1);
            int[] buckets = values.keySet().stream().mapToInt(Long::intValue).toArray();
            long[] counts = values.values().stream().mapToLong(Long::longValue).toArray();
            drift.learned = new Distribution(categories, LogHistogram.of(buckets, counts), in.whole());
        }
        return drift;
    }

    void write(StateOutput out) {
        out.whole(first);
        out.whole(latest);
        out.flag(gaveUp);
        out.flag(bins != null);
        if (bins != null) {
            bins.write(out);
            out.whole(frozenAt);
            DriftBins.writeWholes(window, out);
            out.whole(windowStart);
            out.whole(comparedUpTo);
            out.number(evidence);
            out.flag(breached);
        } else {
            out.entries(learned.categories(), out::text, out::whole);
            int[] buckets = learned.values().buckets();
            long[] counts = learned.values().counts();
            out.whole(buckets.length);
            for (int i = 0; i < buckets.length; i++) {
                out.whole(buckets[i]);
                out.whole(counts[i]);
            }
            out.whole(learned.missing());
        }
    }

    /** Start of the last pane in which it was seen. */
    long latest() {
        return latest;
    }

    /** Nobody waits for it any more. */
    void leave() {
        breached = false;
    }

    /** Takes in what a pane has. */
    void add(Distribution seen, long paneStart, DriftRule rule) {
        latest = paneStart;
        if (bins == null) {
            learn(seen, paneStart, rule);
        }
        if (bins != null) {
            long[] more = bins.counts(seen);
            boolean empty = observations() == 0;
            for (int bin = 0; bin < window.length; bin++) {
                window[bin] += more[bin];
            }
            windowStart = empty ? paneStart : windowStart;
        }
    }

    private void learn(Distribution seen, long paneStart, DriftRule rule) {
        Instant at = Instant.ofEpochMilli(paneStart);
        Instant since = Instant.ofEpochMilli(first);
        if (gaveUp || at.isBefore(rule.baseline().start(since))) {
            return;
        }
        if (!at.isBefore(rule.baseline().end(since))) {
            DriftBins candidate = learned.total() < rule.baseline().minTrials() || learned.total() == 0
                    ? null
                    : DriftBins.of(rule.watched(), learned);
            if (candidate != null && noise(candidate) <= MOST_NOISE / 2) {
                bins = candidate;
                frozenAt = paneStart;
                window = new long[candidate.reference().length];
                windowStart = paneStart;
                comparedUpTo = rule.windowStart(paneStart);
                learned = new Distribution();
                return;
            }
            if (!at.isBefore(rule.baseline().latest(since))) {
                gaveUp = true;
                return;
            }
        }
        learned.merge(seen);
    }

    /** What the baseline alone adds to the PSI without any change. */
    private static double noise(DriftBins bins) {
        long[] reference = bins.reference();
        return (reference.length - 1.0) / LongStream.of(reference).sum();
    }

    private long observations() {
        return LongStream.of(window).sum();
    }

    /**
     * What can be said now that a window has ended; null if nothing was seen and nothing is open.
     *
     * @param threshold average run length, in windows
     */
    @Nullable
    Look close(Instant end, double threshold, Variant variant, DriftRule rule, RuleContext context) {
        if (bins == null) {
            return learning(end, variant, rule, context);
        }
        long observations = observations();
        if (observations == 0) {
            return breached ? silent(end, context) : null;
        }
        long[] reference = bins.reference();
        long all = LongStream.of(reference).sum();
        Evidence.Builder about = new Evidence.Builder(
                        Instant.ofEpochMilli(windowStart), end, context.partitionsLeftOut())
                .observations(observations)
                .baseline(name(variant, rule), all);
        long needed = needed(reference.length, all);
        if (observations < needed) {
            String note = "the window goes on until it has " + needed + " observations";
            return new Look(
                    RuleOutcome.INCONCLUSIVE,
                    about.test(evidence, StrictMath.log(threshold)).note(note).build(),
                    observations,
                    breached);
        }
        return compare(reference, about, observations, end, threshold, rule);
    }

    private static long needed(int bins, long reference) {
        return (long) Math.ceil((bins - 1) / (MOST_NOISE - (bins - 1.0) / reference));
    }

    private Look compare(
            long[] reference,
            Evidence.Builder about,
            long observations,
            Instant end,
            double threshold,
            DriftRule rule) {
        long all = LongStream.of(reference).sum();
        long windows =
                Math.max(1, (end.toEpochMilli() - comparedUpTo) / rule.window().toMillis());
        double tolerance = DivergenceEvidence.tolerance(reference.length, all, UNLUCKY_BASELINE);
        evidence = WindowEvidence.next(evidence, DivergenceEvidence.logE(reference, window, tolerance), windows);
        double psi = PopulationStability.index(reference, window);
        double noise = PopulationStability.expectedWithoutChange(reference.length, all, observations);
        double size = psi - noise;
        boolean was = breached;
        breached = was
                ? size >= HYSTERESIS * rule.minPsi()
                : size > rule.minPsi() && evidence >= StrictMath.log(threshold);
        RuleOutcome outcome =
                breached ? RuleOutcome.BREACH : size > rule.minPsi() ? RuleOutcome.INCONCLUSIVE : RuleOutcome.CLEAR;
        about.test(evidence, StrictMath.log(threshold))
                .falseAlarmEvery(threshold, rule.window())
                .figure("psi", psi)
                .figure("psiWithoutChange", noise)
                .figure("minPsi", rule.minPsi())
                .figure("smallestDetectablePsi", noise + rule.minPsi())
                .figure("jensenShannon", JensenShannon.distance(reference, window))
                .figure("cramersV", ChiSquaredHomogeneity.of(reference, window).cramersV())
                .moved(moved(reference))
                .note(note(outcome, windows, rule.window()));
        if (was && !breached) {
            evidence = WindowEvidence.START;
        }
        window = new long[window.length];
        comparedUpTo = end.toEpochMilli();
        return new Look(outcome, about.build(), observations, was);
    }

    private static @Nullable String note(RuleOutcome outcome, long windows, Duration window) {
        if (outcome == RuleOutcome.INCONCLUSIVE) {
            return "large, but not yet more than chance may do";
        }
        return windows > 1
                ? "compared after " + windows + " windows of " + window + ", for want of observations"
                : null;
    }

    private List<Evidence.Moved> moved(long[] reference) {
        DriftBins names = bins;
        if (names == null) {
            return List.of();
        }
        double[] contributions = PopulationStability.contributions(reference, window);
        double allReference = LongStream.of(reference).sum();
        double allWindow = observations();
        List<Evidence.Moved> moved = new ArrayList<>();
        for (int bin = 0; bin < contributions.length; bin++) {
            moved.add(new Evidence.Moved(
                    names.name(bin), reference[bin] / allReference, window[bin] / allWindow, contributions[bin]));
        }
        // a sort that keeps the order of equals
        moved.sort(Comparator.comparingDouble(Evidence.Moved::contribution).reversed());
        return moved.stream()
                .filter(bin -> bin.expected() != bin.observed())
                .limit(MOST_MOVED)
                .toList();
    }

    /** Whether it was first seen in the window that ends then. */
    boolean isNew(Instant end, Duration length) {
        return first >= end.minus(length).toEpochMilli();
    }

    private Look learning(Instant end, Variant variant, DriftRule rule, RuleContext context) {
        Instant since = Instant.ofEpochMilli(first);
        String note = gaveUp
                ? "no baseline of " + variant + ": it had too few observations by "
                        + rule.baseline().latest(since)
                : variant + " learns what is normal until " + rule.baseline().end(since)
                        + ", or until it has enough observations";
        return new Look(
                RuleOutcome.INCONCLUSIVE,
                new Evidence.Builder(rule.baseline().start(since), end, context.partitionsLeftOut())
                        .observations(learned.total())
                        .note(note)
                        .build(),
                learned.total(),
                false);
    }

    /** Silence is not good news. */
    private Look silent(Instant end, RuleContext context) {
        Evidence nothing = new Evidence.Builder(Instant.ofEpochMilli(comparedUpTo), end, context.partitionsLeftOut())
                .note("nothing was seen of what has moved")
                .build();
        return new Look(RuleOutcome.INCONCLUSIVE, nothing, 0, true);
    }

    private String name(Variant variant, DriftRule rule) {
        Feature feature = rule.watched();
        return feature + ", " + variant + ", " + rule.baseline().start(Instant.ofEpochMilli(first)) + "/"
                + Instant.ofEpochMilli(frozenAt);
    }
}
