package io.riskmonitor.pane;

import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

        /** Adds interactions without judging them; for reading a stored slice. */
        public void see(long interactions) {
            seen += interactions;
        }
    }

    private final Map<Group, Slice> slices = new HashMap<>();

    public Map<Group, Slice> slices() {
        return slices;
    }

    /** The share of one group, empty at first. */
    public Slice slice(Group group) {
        return slices.computeIfAbsent(group, g -> new Slice());
    }

    /** Counts one interaction. */
    public void see(List<Group> groups) {
        for (Group group : groups) {
            slice(group).seen++;
        }
    }

    /**
     * Counts one verdict.
     *
     * @param kept whether it feeds the detectors; see {@link Counts}
     */
    public void count(
            Series series, List<Group> groups, Outcome outcome, boolean kept, Instant at, String interactionId) {
        boolean failed = outcome == Outcome.FAIL;
        Counts.Exemplar exemplar = failed ? new Counts.Exemplar(at, interactionId) : null;
        for (Group group : groups) {
            Counts counts = counts(group, series);
            counts.judge();
            if (outcome.isTrial()) {
                counts.trial(failed, kept);
            }
            if (exemplar != null) {
                counts.exemplar(exemplar);
            }
        }
    }

    /**
     * Changes how one verdict was counted. Detectors are not fed again. A group that the verdict did not count in, since
     * the policy has changed, is left alone.
     */
    public void correct(Series series, List<Group> groups, Outcome from, Outcome to) {
        for (Group group : groups) {
            Counts counts = counts(group, series);
            if (!counts.has(from)) {
                continue;
            }
            if (from.isTrial()) {
                counts.retract(from == Outcome.FAIL);
            }
            if (to.isTrial()) {
                counts.trial(to == Outcome.FAIL, false);
            }
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
            theirs.counts.forEach((series, counts) -> counts(group, series).add(counts, sign));
        });
    }

    private Counts counts(Group group, Series series) {
        return slice(group).counts.computeIfAbsent(series, s -> new Counts());
    }
}
