package io.riskmonitor.judge;

import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.Panes;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.rule.FailureRateWatch;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.rule.ScopeWindow;
import io.riskmonitor.segment.Cell;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Asks the rules of an application about a closed pane: every cell once, in a fixed order, so that the same tallies give
 * the same findings.
 *
 * @param repeatEvery event time after which an unchanged finding is published again
 */
public record PaneJudge(Panes panes, Duration repeatEvery) {

    /** Where the memories are kept. */
    public interface Memories {

        ApplicationMemory application(String application);

        CellMemory cell(String application, Cell cell);
    }

    /** One finding, and whether it says something new. */
    public record Found(Finding finding, boolean news) {}

    /**
     * Judges a pane that is complete.
     *
     * @param partitionsLeftOut input partitions that nobody waited for
     * @param found receives the findings, parents before their children
     */
    public void judge(
            Policy policy,
            long paneStart,
            Tally tally,
            int partitionsLeftOut,
            Memories memories,
            Consumer<Found> found) {
        ApplicationMemory application = memories.application(policy.application());
        Map<Cell, Counts> cells = cellsOf(tally);
        cells.keySet().forEach(application::see);
        application.cover(paneStart, tally);
        cells.forEach((cell, counts) -> {
            CellMemory memory = memories.cell(policy.application(), cell);
            memory.add(paneStart, counts);
            for (ApplicationMemory.Watched watched : application.watchedBy(policy, cell.series(), panes.length())) {
                Rule rule = watched.declared().rule();
                if (rule.watches(cell)) {
                    ScopeWindow scope = new ScopeWindow(
                            policy.application(),
                            cell,
                            Instant.ofEpochMilli(paneStart),
                            Instant.ofEpochMilli(panes.endOf(paneStart)),
                            counts.trials(),
                            counts.failures(),
                            counts.keptTrials() + memory.carriedTrials(),
                            counts.keptFailures() + memory.carriedFailures(),
                            memory.ring(),
                            memory.exemplars(),
                            watched.thresholdOf(cell.group()),
                            partitionsLeftOut,
                            policy.version());
                    found.accept(ask(rule, scope, memory));
                }
            }
            memory.handedOver();
        });
    }

    private Found ask(Rule rule, ScopeWindow scope, CellMemory memory) {
        FailureRateWatch watch = memory.watches().get(rule.id());
        if (watch == null || !rule.goesOnWith(watch)) {
            watch = rule.start(scope.paneStart());
            memory.watches().put(rule.id(), watch);
        }
        Finding finding = rule.judge(scope, watch);
        boolean news = watch.isNews(finding.outcome(), finding.at().toEpochMilli(), repeatEvery.toMillis());
        return new Found(finding, news);
    }

    /** Takes in what came after its pane was judged: it counts in the windows, and the detectors see it next time. */
    public void late(String application, long paneStart, Tally difference, Memories memories) {
        ApplicationMemory memory = memories.application(application);
        memory.cover(paneStart, difference);
        cellsOf(difference).forEach((cell, counts) -> {
            memory.see(cell);
            CellMemory cellMemory = memories.cell(application, cell);
            cellMemory.add(paneStart, counts);
            cellMemory.carry(counts);
        });
    }

    private static Map<Cell, Counts> cellsOf(Tally tally) {
        Map<Cell, Counts> cells = new TreeMap<>();
        tally.slices().forEach((group, slice) -> slice.counts()
                .forEach((series, counts) -> cells.put(new Cell(series, group), counts)));
        return cells;
    }
}
