package io.riskmonitor.judge;

import io.riskmonitor.pane.PaneCells;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.rule.SeenCells;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is remembered of one application: which cells it has, how much of its traffic is judged, and by which version, and
 * which releases and versions it still has.
 */
public final class ApplicationMemory implements SeenCells {

    private final Map<Series, Set<Group>> groups = new TreeMap<>();
    private final SortedMap<Series, WindowRing> coverage = new TreeMap<>();
    private final Map<Series, EvaluatorVersions> versions = new TreeMap<>();

    private final Map<Series, Succession> successions = new TreeMap<>();

    private Tally late = new Tally();

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
    public SortedMap<Series, WindowRing> coverage() {
        return coverage;
    }

    /** Series to the versions that its evaluator was seen to have. */
    public Map<Series, EvaluatorVersions> versions() {
        return versions;
    }

    /** Takes note of who judged in a pane; the series whose evaluator has changed by that. */
    SortedSet<Series> changes(PaneCells cells, Instant at) {
        SortedSet<Series> changed = new TreeSet<>();
        cells.byCell().forEach((cell, counts) -> {
            if (cell.group().isAll()) {
                EvaluatorVersions known = versions.computeIfAbsent(cell.series(), s -> new EvaluatorVersions());
                counts.variants().keySet().forEach(variant -> {
                    if (known.see(Objects.requireNonNullElse(variant.evaluatorVersion(), ""), at)) {
                        changed.add(cell.series());
                    }
                });
            }
        });
        return changed;
    }

    /** Series to the releases and versions that it still has. */
    public Map<Series, Succession> successions() {
        return successions;
    }

    /**
     * Takes note of who has trials in a pane; the releases and versions that were replaced by then.
     *
     * @param complete whether all that came was read: what is missing of the pane may be theirs
     */
    List<Cell> replaced(PaneCells cells, Instant at, boolean complete) {
        cells.byCell().forEach((cell, counts) -> {
            if (complete && cell.group().isAll() && counts.total().trials() > 0) {
                succession(cell.series()).pass(at);
            }
            seeTrials(cell, counts);
        });
        List<Cell> replaced = new ArrayList<>();
        successions.forEach(
                (series, known) -> known.replaced().forEach(group -> replaced.add(new Cell(series, group))));
        return replaced;
    }

    /** Takes note of a release or version that has trials. */
    void seeTrials(Cell cell, PaneCells.CellCounts counts) {
        if (Succession.isOf(cell.group()) && counts.total().trials() > 0) {
            succession(cell.series()).see(cell.group());
        }
    }

    private Succession succession(Series series) {
        return successions.computeIfAbsent(series, s -> new Succession());
    }

    /** Distributions that came too late for their pane and wait for the next one. */
    public Tally late() {
        return late;
    }

    /** Keeps the distributions of what came too late for its pane. */
    public void carry(Tally difference) {
        late.merge(difference.distributions());
    }

    /** The next pane takes what was late. */
    Tally handOver() {
        Tally waiting = late;
        late = new Tally();
        return waiting;
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
