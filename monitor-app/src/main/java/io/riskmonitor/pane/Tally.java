package io.riskmonitor.pane;

import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything seen of one application in one pane, per group and series. Tallies of the same pane from different input
 * partitions merge in any order to the same result.
 */
public final class Tally {

    /** One group's share of the tally. */
    public static final class Slice {
        private long seen;
        private final Map<Series, Counts> counts = new HashMap<>();

        /** Interactions, judged or not. */
        public long seen() {
            return seen;
        }

        public Map<Series, Counts> counts() {
            return counts;
        }

        private Counts countsOf(Series series) {
            Counts known = counts.get(series);
            if (known == null) {
                known = new Counts();
                counts.put(series, known);
            }
            return known;
        }

        /** Adds interactions without judging them; for reading a stored slice. */
        public void see(long interactions) {
            seen += interactions;
        }
    }

    private final Map<Group, Slice> slices = new HashMap<>();

    // the slices asked for last: all verdicts of one interaction ask for the same
    private @Nullable List<Group> lastGroups;
    private Slice[] lastSlices = {};

    public Map<Group, Slice> slices() {
        return slices;
    }

    /** The share of one group, empty at first. */
    public Slice slice(Group group) {
        Slice slice = slices.get(group);
        if (slice == null) {
            slice = new Slice();
            slices.put(group, slice);
        }
        return slice;
    }

    /** Counts one interaction. */
    public void see(List<Group> groups) {
        for (Slice slice : slices(groups)) {
            slice.seen++;
        }
    }

    private Slice[] slices(List<Group> groups) {
        if (groups != lastGroups) { // the same list, not an equal one: comparing would cost as much as looking up
            Slice[] found = new Slice[groups.size()];
            for (int i = 0; i < found.length; i++) {
                found[i] = slice(groups.get(i));
            }
            lastSlices = found;
            lastGroups = groups;
        }
        return lastSlices;
    }

    /**
     * Counts one verdict.
     *
     * @param groups of its interaction; must not be changed afterwards
     * @param version group of the evaluator's version, where it has one
     * @param kept whether it feeds the detectors; see {@link Counts}
     */
    public void count(
            Series series,
            List<Group> groups,
            @Nullable Group version,
            Outcome outcome,
            boolean kept,
            Instant at,
            String interactionId) {
        Counts.Exemplar failed = outcome == Outcome.FAIL ? new Counts.Exemplar(at, interactionId) : null;
        for (Slice slice : slices(groups)) {
            count(slice.countsOf(series), outcome, kept, failed);
        }
        if (version != null) {
            count(slice(version).countsOf(series), outcome, kept, failed);
        }
    }

    private static void count(Counts counts, Outcome outcome, boolean kept, Counts.@Nullable Exemplar failed) {
        counts.judge();
        if (outcome.isTrial()) {
            counts.trial(failed != null, kept);
        }
        if (failed != null) {
            counts.exemplar(failed);
        }
    }

    /**
     * Changes how one verdict was counted. Detectors are not fed again. A group that the verdict did not count in, since
     * the policy has changed, is left alone.
     */
    public void correct(Series series, List<Group> groups, @Nullable Group version, Outcome from, Outcome to) {
        for (Slice slice : slices(groups)) {
            correct(slice.countsOf(series), from, to);
        }
        if (version != null) {
            correct(slice(version).countsOf(series), from, to);
        }
    }

    private static void correct(Counts counts, Outcome from, Outcome to) {
        if (!counts.has(from)) {
            return;
        }
        if (from.isTrial()) {
            counts.retract(from == Outcome.FAIL);
        }
        if (to.isTrial()) {
            counts.trial(to == Outcome.FAIL, false);
        }
    }

    /** Adds another tally of the same pane to this one. */
    public Tally merge(Tally that) {
        add(that, 1);
        return this;
    }

    /** What this cumulative tally has that an earlier version of it had not. */
    public Tally since(Tally earlier) {
        Tally difference = new Tally().merge(this);
        difference.add(earlier, -1);
        difference.slices.values().forEach(slice -> slice.counts.values().removeIf(Counts::isZero));
        difference.slices.values().removeIf(slice -> slice.seen == 0 && slice.counts.isEmpty());
        return difference;
    }

    private void add(Tally that, int sign) {
        that.slices.forEach((group, theirs) -> {
            Slice ours = slice(group);
            ours.seen += sign * theirs.seen;
            theirs.counts.forEach((series, counts) -> ours.countsOf(series).add(counts, sign));
        });
    }
}
