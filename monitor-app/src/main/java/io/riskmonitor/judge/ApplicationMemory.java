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
import java.util.function.Predicate;

/**
 * What is remembered of one application: which cells it has, how much of its traffic is judged, and by which version, and
 * which releases and versions it still has.
 */
public final class ApplicationMemory implements SeenCells {

    /** A day of which nobody knows which one it was. */
    private static final int UNKNOWN_DAY = Integer.MIN_VALUE;

    /** With the day of event time on which each was seen last, counted from 1970-01-01. */
    private final Map<Series, SortedMap<Group, Integer>> groups = new TreeMap<>();

    private int seen = UNKNOWN_DAY;
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
        SortedMap<Group, Integer> known = groups.get(series);
        return known == null ? Set.of() : known.keySet();
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

    /**
     * Takes note of a cell; the budget is split anew where it is new.
     *
     * @param day of event time, counted from 1970-01-01
     */
    public void see(Cell cell, int day) {
        SortedMap<Group, Integer> known = groups.computeIfAbsent(cell.series(), s -> new TreeMap<>());
        Integer before = known.get(cell.group());
        if (before == null) {
            derivedFor = "";
        }
        if (before == null || before < day) {
            known.put(cell.group(), day);
        }
    }

    /** Takes note of a cell that was stored without its day. */
    public void see(Cell cell) {
        see(cell, UNKNOWN_DAY);
    }

    /** Takes note that the application was seen. */
    public void see(int day) {
        seen = Math.max(seen, day);
    }

    /** Day of event time on which it was seen last. */
    public int seen() {
        return seen;
    }

    /** On which day of event time a cell was seen last; it has to be one that is known. */
    public int seen(Series series, Group group) {
        return Objects.requireNonNull(Objects.requireNonNull(groups.get(series)).get(group));
    }

    public boolean knows(Cell cell) {
        return groups(cell.series()).contains(cell.group());
    }

    /**
     * Forgets the cells that were not seen for long, and what depends on them.
     *
     * @param missed series that somebody waits for: how much is judged of them is not forgotten
     * @return whether the application itself was seen since
     */
    boolean forget(int today, int before, Predicate<Series> missed) {
        if (seen == UNKNOWN_DAY) {
            seen = today;
        }
        groups.forEach((series, known) -> {
            known.replaceAll((group, day) -> day == UNKNOWN_DAY ? today : day);
            if (known.values().removeIf(day -> day < before)) {
                derivedFor = "";
            }
            EvaluatorVersions versions = this.versions.get(series);
            if (versions != null) {
                versions.retain(version -> known.containsKey(Group.version(series.evaluator(), version)));
            }
        });
        groups.values().removeIf(Map::isEmpty);
        versions.keySet().retainAll(groups.keySet());
        coverage.keySet().removeIf(series -> !groups.containsKey(series) && !missed.test(series));
        // whose releases are gone; who has some will tell when they were replaced
        successions
                .entrySet()
                .removeIf(entry -> !groups.containsKey(entry.getKey())
                        && entry.getValue().seen().isEmpty());
        return seen >= before;
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
