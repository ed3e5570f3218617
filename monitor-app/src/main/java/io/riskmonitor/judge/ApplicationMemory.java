package io.riskmonitor.judge;

import io.riskmonitor.pane.PaneCells;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.rule.SeenCells;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is remembered of one application: which cells it has, and how much of its traffic is judged. */
public final class ApplicationMemory implements SeenCells {

    private final Map<Series, Set<Group>> groups = new TreeMap<>();
    private final Map<Series, WindowRing> coverage = new HashMap<>();

    // derived, for the policy and the cells they were derived from
    private final Map<RuleInSeries, Integer> children = new HashMap<>();
    private int families;
    private String derivedFor = "";

    private record RuleInSeries(String rule, Series series) {}

    @Override
    public Set<Series> series() {
        return groups.keySet();
    }

    @Override
    public Set<Group> groups(Series series) {
        return groups.getOrDefault(series, Set.of());
    }

    /** Series to a ring that has interactions as trials and judged ones as failures. */
    public Map<Series, WindowRing> coverage() {
        return coverage;
    }

    /** Takes note of a cell; the budget is split anew where it is new. */
    public void see(Cell cell) {
        if (groups.computeIfAbsent(cell.series(), s -> new TreeSet<>()).add(cell.group())) {
            derivedFor = "";
        }
    }

    void cover(long paneStart, long seen, PaneCells cells) {
        Map<Series, Long> judged = new HashMap<>();
        cells.byCell().forEach((cell, counts) -> {
            if (cell.group().isAll()) {
                judged.put(cell.series(), counts.total().judged());
                coverage.computeIfAbsent(cell.series(), s -> new WindowRing());
            }
        });
        coverage.forEach((series, ring) -> ring.add(paneStart, seen, judged.getOrDefault(series, 0L)));
    }

    /** Families of detectors that share the false-alarm budget, over all rules; at least 1. */
    int families(Policy policy) {
        derive(policy);
        return families;
    }

    /** Groups of a series that a rule watches beside its parent group. */
    int children(Policy policy, Rule rule, Series series) {
        derive(policy);
        return children.computeIfAbsent(new RuleInSeries(rule.id(), series), key -> (int)
                groups(series).stream().filter(rule.basics()::watchesChild).count());
    }

    private void derive(Policy policy) {
        if (!derivedFor.equals(policy.version())) {
            children.clear();
            families = Math.max(
                    1,
                    policy.rules().stream()
                            .mapToInt(declared -> declared.rule().families(this))
                            .sum());
            derivedFor = policy.version();
        }
    }
}
