package io.riskmonitor.digest;

import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import io.riskmonitor.stats.ConditionalOddsRatio;
import io.riskmonitor.stats.EBenjaminiHochberg;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The failure patterns of a week, and which of them have changed since the week before.
 *
 * <p>A pattern is a series in a group: over all releases and, where it had several in the two weeks, in each that has a
 * name. Every change of a rate, up or down, that can be tested is tested with the first trials of conversations, and the
 * discoveries are chosen by e-Benjamini–Hochberg over all of them.
 *
 * @param worst discoveries first, then by excess loss, at most {@value #MAX_LISTED}; without those that are neither
 * @param seen patterns looked at
 * @param tested those whose change could be tested
 * @param discoveries those that have changed, listed or not
 */
public record FailurePatterns(List<FailurePattern> worst, int seen, int tested, int discoveries) {

    static final int MAX_LISTED = 20;

    /** Of the discoveries, on average at most this share is wrong. */
    public static final double FALSE_DISCOVERIES = 0.05;

    /**
     * Compares two weeks.
     *
     * @param weight loss of one failure in a series
     */
    static FailurePatterns of(
            SortedMap<Series, SeriesWeek> now, SortedMap<Series, SeriesWeek> before, ToDoubleFunction<Series> weight) {
        List<FailurePattern> all = new ArrayList<>();
        now.forEach((series, week) -> {
            SeriesWeek last = before.getOrDefault(series, new SeriesWeek());
            double loss = weight.applyAsDouble(series);
            groups(week, last).forEach((group, releases) -> patterns(series, group, releases, week, last, loss, all));
        });
        List<FailurePattern> marked = mark(all);
        return new FailurePatterns(
                marked.stream()
                        .filter(pattern -> pattern.discovery() || pattern.excessLoss() > 0)
                        .sorted(FailurePattern.WORST_FIRST)
                        .limit(MAX_LISTED)
                        .toList(),
                all.size(),
                (int) marked.stream().filter(pattern -> pattern.logE() != null).count(),
                (int) marked.stream().filter(FailurePattern::discovery).count());
    }

    /** Groups of this week to the releases that they had in either. */
    private static SortedMap<Group, Releases> groups(SeriesWeek week, SeriesWeek last) {
        SortedMap<Group, Releases> groups = new TreeMap<>();
        week.cells().keySet().forEach(key -> groups.computeIfAbsent(key.group(), g -> new Releases())
                .add(key.release()));
        last.cells().keySet().forEach(key -> {
            Releases releases = groups.get(key.group());
            if (releases != null) {
                releases.add(key.release());
            }
        });
        return groups;
    }

    /** Of one group. */
    private static final class Releases {
        private final SortedSet<String> named = new TreeSet<>();
        private boolean unnamed;

        void add(@Nullable String release) {
            if (release == null) {
                unnamed = true;
            } else {
                named.add(release);
            }
        }

        /** Whether they differ. */
        boolean several() {
            return named.size() + (unnamed ? 1 : 0) > 1;
        }
    }

    private static void patterns(
            Series series,
            Group group,
            Releases releases,
            SeriesWeek week,
            SeriesWeek last,
            double loss,
            List<FailurePattern> into) {
        Counts whole = week.of(group);
        @Nullable String only = !releases.several() && !releases.named.isEmpty() ? releases.named.first() : null;
        into.add(pattern(series, group, only, whole, last.of(group), week, last, loss));
        if (releases.several()) {
            for (String release : releases.named) {
                SliceKey key = new SliceKey(group, release);
                if (week.cells().containsKey(key)) {
                    into.add(pattern(series, group, release, week.of(key), last.of(key), week, last, loss));
                }
            }
        }
    }

    private static FailurePattern pattern(
            Series series,
            Group group,
            @Nullable String release,
            Counts counts,
            Counts countsBefore,
            SeriesWeek week,
            SeriesWeek last,
            double loss) {
        Rate now = Rate.of(counts);
        Rate before = Rate.of(countsBefore);
        Rate traffic = Rate.of(week.of(Group.ALL));
        boolean whole = group.isAll() && now.trials() == traffic.trials();
        double usual = whole || traffic.trials() == 0 ? 0 : (double) traffic.failures() / traffic.trials();
        boolean testable = now.firstTrials() > 0 && before.firstTrials() > 0;
        return new FailurePattern(
                series,
                group,
                release,
                now,
                before,
                loss * (now.failures() - now.trials() * usual),
                testable
                        ? ConditionalOddsRatio.logE(
                                now.firstFailures(), now.firstTrials(), before.firstFailures(), before.firstTrials())
                        : null,
                false,
                !last.versions().isEmpty() && !week.versions().equals(last.versions()),
                counts.exemplars().stream().map(Counts.Exemplar::interactionId).toList());
    }

    /** Marks the discoveries. */
    private static List<FailurePattern> mark(List<FailurePattern> all) {
        double[] logE = all.stream()
                .map(FailurePattern::logE)
                .filter(Objects::nonNull)
                .mapToDouble(evidence -> evidence)
                .toArray();
        boolean[] selected = EBenjaminiHochberg.select(logE, FALSE_DISCOVERIES);
        List<FailurePattern> marked = new ArrayList<>(all.size());
        int next = 0;
        for (FailurePattern pattern : all) {
            marked.add(pattern.logE() != null && selected[next++] ? pattern.discovered() : pattern);
        }
        return marked;
    }
}
