package io.riskmonitor.judge;

import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.policy.DeclaredRule;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is remembered of one application: which cells it has, and how much of its traffic is judged. */
public final class ApplicationMemory {

    private final Map<Series, Set<Group>> groups = new HashMap<>();
    private final Map<Series, WindowRing> coverage = new HashMap<>();

    // derived, for the policy and the cells they were derived from
    private final Map<Series, List<Watched>> watched = new HashMap<>();
    private String derivedFor = "";

    /** A rule that reads a series, with the average run lengths its detectors may have, in panes. */
    record Watched(DeclaredRule declared, double parentThreshold, double childThreshold) {

        double thresholdOf(Group group) {
            return group.equals(declared.rule().parent()) ? parentThreshold : childThreshold;
        }
    }

    /** Series to the groups seen in it. */
    public Map<Series, Set<Group>> groups() {
        return groups;
    }

    /** Series to a ring that has interactions as trials and judged ones as failures. */
    public Map<Series, WindowRing> coverage() {
        return coverage;
    }

    /** Takes note of a cell; the budget is split anew where it is new. */
    public void see(Cell cell) {
        if (groups.computeIfAbsent(cell.series(), s -> new HashSet<>()).add(cell.group())) {
            derivedFor = "";
        }
    }

    void cover(long paneStart, Tally tally) {
        Tally.Slice all = tally.slice(Group.ALL);
        all.counts().keySet().forEach(series -> coverage.computeIfAbsent(series, s -> new WindowRing()));
        coverage.forEach((series, ring) -> {
            var counts = all.counts().get(series);
            ring.add(paneStart, all.seen(), counts == null ? 0 : counts.judged());
        });
    }

    /** The rules that read a series, with their share of the false-alarm budget. */
    List<Watched> watchedBy(Policy policy, Series series, Duration pane) {
        if (!derivedFor.equals(policy.version())) {
            watched.clear();
            derivedFor = policy.version();
        }
        return watched.computeIfAbsent(series, s -> derive(policy, s, pane));
    }

    private List<Watched> derive(Policy policy, Series series, Duration pane) {
        int watchedSeries = policy.rules().stream()
                .mapToInt(declared -> (int) groups.keySet().stream()
                        .filter(declared.rule()::watches)
                        .count())
                .sum();
        return policy.rulesFor(series).stream()
                .map(declared -> {
                    int children = children(declared.rule(), series);
                    return new Watched(
                            declared,
                            policy.falseAlarms().parentThreshold(pane, watchedSeries, children > 0),
                            policy.falseAlarms().childThreshold(pane, watchedSeries, Math.max(1, children)));
                })
                .toList();
    }

    private int children(Rule rule, Series series) {
        return (int) groups.getOrDefault(series, Set.of()).stream()
                .filter(rule::watchesChild)
                .count();
    }
}
