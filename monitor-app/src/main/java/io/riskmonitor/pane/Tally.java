package io.riskmonitor.pane;

import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import io.riskmonitor.segment.Variant;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything seen of one application in one pane, per group and release, and in these per series and version of the
 * evaluator. Tallies of the same pane from different input partitions merge in any order to the same result.
 */
public final class Tally {

    /** Where a slice belongs; {@code release} is null for interactions that name none. */
    public record SliceKey(Group group, @Nullable String release) {

        /** Whether it is a part of a group, which may be a release. */
        public boolean isOf(Group whole) {
            return whole.dimension().equals(Group.RELEASE)
                    ? group.isAll() && whole.name().equals(release)
                    : group.equals(whole);
        }
    }

    /** The verdicts of one version of an evaluator; {@code version} is null where they name none. */
    public record Strand(Series series, @Nullable String version) {}

    /** What one version of an evaluator scored, or a label or a measure, which have no {@code version}. */
    public record Facet(Feature feature, @Nullable String version) {}

    /** What one group had of one release. */
    public static final class Slice {
        private long seen;
        private final Map<Strand, Counts> counts = new HashMap<>();

        /** Of the features that somebody asks for. */
        private final Map<Facet, Distribution> distributions = new HashMap<>();

        /** Interactions, judged or not. */
        public long seen() {
            return seen;
        }

        public Map<Strand, Counts> counts() {
            return counts;
        }

        public Map<Facet, Distribution> distributions() {
            return distributions;
        }

        private Counts countsOf(Strand strand) {
            Counts known = counts.get(strand);
            if (known == null) {
                known = new Counts();
                counts.put(strand, known);
            }
            return known;
        }

        private boolean isEmpty() {
            return seen == 0 && counts.isEmpty() && distributions.isEmpty();
        }

        /** Adds interactions without judging them; for reading a stored slice. */
        public void see(long interactions) {
            seen += interactions;
        }
    }

    /** Verdicts of one version of an evaluator, compared with those of a reference. */
    public record Compared(Strand strand, Source reference) {}

    /** What a rule about single failures does not take for confirmed, in one group. */
    public record Doubted(String rule, Group group) {}

    private final boolean isCorrection;
    private final Map<SliceKey, Slice> slices = new HashMap<>();

    // of all traffic and all releases
    private final Map<Compared, Pairs> pairs = new HashMap<>();

    private final Map<Doubted, Doubts> doubts = new HashMap<>();

    private final SortedMap<Long, Tally> corrections = new TreeMap<>();

    // the slices asked for last: all verdicts of one interaction ask for the same
    private @Nullable List<SliceKey> lastKeys;
    private Slice[] lastSlices = {};

    /** Nothing was seen yet. */
    public Tally() {
        this(false);
    }

    private Tally(boolean isCorrection) {
        this.isCorrection = isCorrection;
    }

    public Map<SliceKey, Slice> slices() {
        return slices;
    }

    /** One slice, empty at first. */
    public Slice slice(SliceKey key) {
        Slice slice = slices.get(key);
        if (slice == null) {
            slice = new Slice();
            slices.put(key, slice);
        }
        return slice;
    }

    /** Counts one interaction; {@code in} must not be changed afterwards. */
    public void see(List<SliceKey> in) {
        for (Slice slice : slices(in)) {
            slice.seen++;
        }
    }

    private Slice[] slices(List<SliceKey> keys) {
        if (keys != lastKeys) { // the same list, not an equal one: comparing would cost as much as looking up
            Slice[] found = new Slice[keys.size()];
            for (int i = 0; i < found.length; i++) {
                found[i] = slice(keys.get(i));
            }
            lastSlices = found;
            lastKeys = keys;
        }
        return lastSlices;
    }

    /**
     * Counts the value that one interaction or verdict has of a feature.
     *
     * @param in slices of its interaction; must not be changed afterwards
     * @param positions in that list: the slices in which somebody asks for the feature
     * @param value adds it to a distribution
     */
    public void observe(Facet facet, List<SliceKey> in, int[] positions, Consumer<Distribution> value) {
        Slice[] found = slices(in);
        for (int position : positions) {
            value.accept(found[position].distributions.computeIfAbsent(facet, f -> new Distribution()));
        }
    }

    /**
     * Counts one verdict.
     *
     * @param in slices of its interaction; must not be changed afterwards
     * @param standing of a trial
     */
    public void count(
            Strand strand, List<SliceKey> in, Outcome outcome, Standing standing, Instant at, String interactionId) {
        Counts.Exemplar failed = outcome == Outcome.FAIL ? new Counts.Exemplar(at, interactionId) : null;
        for (Slice slice : slices(in)) {
            Counts counts = slice.countsOf(strand);
            counts.judge();
            if (outcome.isTrial()) {
                counts.trial(failed != null, standing);
            }
            if (failed != null) {
                counts.exemplar(failed);
            }
        }
    }

    /**
     * Changes what one trial is to the detectors, before they have been fed. A slice that it did not count in, since the
     * policy has changed, is left alone.
     */
    public void restate(Strand strand, List<SliceKey> in, boolean failed, Standing from, Standing to) {
        for (Slice slice : slices(in)) {
            Counts counts = slice.counts.get(strand);
            if (counts != null) {
                counts.restate(failed, from, to);
            }
        }
    }

    /**
     * Changes how one verdict was counted. Detectors are not fed again. A slice that the verdict did not count in, since
     * the policy has changed, is left alone.
     */
    public void correct(Strand strand, List<SliceKey> in, Outcome from, Outcome to) {
        for (Slice slice : slices(in)) {
            Counts counts = slice.countsOf(strand);
            if (isCorrection || counts.has(from)) {
                correct(counts, from, to);
            }
        }
    }

    private static void correct(Counts counts, Outcome from, Outcome to) {
        if (from.isTrial()) {
            counts.retract(from == Outcome.FAIL);
        }
        if (to.isTrial()) {
            counts.trial(to == Outcome.FAIL, Standing.SHOWN);
        }
    }

    /**
     * What verdicts that were judged again in this pane change in earlier ones, by the start of those in epoch milliseconds.
     * Its numbers may be negative.
     */
    public SortedMap<Long, Tally> corrections() {
        return corrections;
    }

    /** What they change in one of them. */
    public Tally correctionOf(long paneStart) {
        return corrections.computeIfAbsent(paneStart, start -> new Tally(true));
    }

    /** What two verdicts on the same interactions say of each other. */
    public Map<Compared, Pairs> pairs() {
        return pairs;
    }

    /** Counts that two verdicts on one interaction were compared; both outcomes are trials. */
    public void compare(Compared compared, Outcome evaluator, Outcome reference) {
        add(compared, Pairs.of(evaluator, reference), 1);
    }

    /** One of the two was corrected: takes their comparison back. */
    public void retract(Compared compared, Outcome evaluator, Outcome reference) {
        add(compared, Pairs.of(evaluator, reference), -1);
    }

    private void add(Compared compared, Pairs more, int sign) {
        Pairs sum = pairs.getOrDefault(compared, Pairs.NONE).plus(more, sign);
        if (sum.isZero()) {
            pairs.remove(compared);
        } else {
            pairs.put(compared, sum);
        }
    }

    /** Failures that await confirmation. */
    public Map<Doubted, Doubts> doubts() {
        return doubts;
    }

    /** Counts an interaction whose failure awaits confirmation; each once. */
    public void doubt(Doubted doubted, Doubts.Doubt doubt) {
        doubts.computeIfAbsent(doubted, d -> new Doubts()).add(doubt);
    }

    /** Interactions of one group, of all releases; of a release over all traffic. */
    public long seen(Group group) {
        long seen = 0;
        for (Map.Entry<SliceKey, Slice> entry : slices.entrySet()) {
            if (entry.getKey().isOf(group)) {
                seen += entry.getValue().seen;
            }
        }
        return seen;
    }

    /**
     * What was seen in every cell. A release and a version of an evaluator are groups of all traffic like any other, in
     * the dimensions {@link Group#RELEASE} and {@link Group#EVALUATOR}.
     */
    public PaneCells cells() {
        PaneCells cells = new PaneCells();
        slices.forEach((key, slice) -> slice.counts.forEach((strand, counts) -> {
            Variant variant = new Variant(key.release(), strand.version());
            cells.add(strand.series(), key.group(), variant, counts);
            if (key.group().isAll()) {
                if (key.release() != null) {
                    cells.add(strand.series(), new Group(Group.RELEASE, key.release()), variant, counts);
                }
                if (strand.version() != null) {
                    cells.add(
                            strand.series(),
                            Group.version(strand.series().evaluator(), strand.version()),
                            variant,
                            counts);
                }
            }
        }));
        return cells;
    }

    /** Adds another tally of the same pane to this one. */
    public Tally merge(Tally that) {
        addCounts(that, 1);
        that.slices.forEach((key, theirs) -> {
            Slice ours = slice(key);
            theirs.distributions.forEach((facet, distribution) -> ours.distributions
                    .computeIfAbsent(facet, f -> new Distribution())
                    .merge(distribution));
        });
        that.corrections.forEach((start, correction) -> correctionOf(start).merge(correction));
        return this;
    }

    private boolean isEmpty() {
        return slices.isEmpty() && pairs.isEmpty() && doubts.isEmpty() && corrections.isEmpty();
    }

    /** Only the distributions. */
    public Tally distributions() {
        Tally distributions = new Tally();
        slices.forEach((key, slice) -> {
            if (!slice.distributions.isEmpty()) {
                distributions.slice(key).distributions.putAll(slice.distributions);
            }
        });
        return distributions;
    }

    /** What this cumulative tally has that an earlier version of it had not. */
    public Tally since(Tally earlier) {
        Tally difference = new Tally().merge(this);
        difference.addCounts(earlier, -1);
        difference.slices.forEach((key, slice) -> {
            slice.counts.values().removeIf(Counts::isZero);
            Slice before = earlier.slices.get(key);
            if (before != null) {
                before.distributions.forEach((facet, distribution) ->
                        slice.distributions.computeIfPresent(facet, (f, now) -> now.since(distribution)));
            }
            slice.distributions.values().removeIf(distribution -> distribution.total() == 0);
        });
        difference.slices.values().removeIf(Slice::isEmpty);
        difference.doubts.values().removeIf(more -> more.count() == 0);
        difference.corrections.replaceAll((start, correction) -> {
            Tally before = earlier.corrections.get(start);
            return before == null ? correction : correction.since(before);
        });
        difference.corrections.values().removeIf(Tally::isEmpty);
        return difference;
    }

    private void addCounts(Tally that, int sign) {
        that.slices.forEach((key, theirs) -> {
            Slice ours = slice(key);
            ours.seen += sign * theirs.seen;
            theirs.counts.forEach((strand, counts) -> ours.countsOf(strand).add(counts, sign));
        });
        that.pairs.forEach((compared, theirs) -> add(compared, theirs, sign));
        that.doubts.forEach((doubted, more) ->
                doubts.computeIfAbsent(doubted, d -> new Doubts()).add(more, sign));
    }
}
