package io.riskmonitor.judge;

import io.riskmonitor.pane.CellHistory;
import io.riskmonitor.pane.PaneCells;
import io.riskmonitor.pane.Panes;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.policy.DeclaredRule;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.rule.RuleContext;
import io.riskmonitor.rule.Watch;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the rules of an application about a closed pane: every rule once, in the order of the policy, so that the same
 * tallies give the same findings.
 *
 * @param repeatEvery event time after which an unchanged finding is published again
 */
public record PaneJudge(Panes panes, Duration repeatEvery) {

    /** Where the memories are kept. */
    public interface Memories {

        ApplicationMemory application(String application);

        CellHistory cell(String application, Cell cell);

        /** Null where nothing is remembered. */
        @Nullable
        RuleMemory rule(String application, String rule, Scope scope);

        /** The memory is new or was changed. */
        void remember(String application, String rule, Scope scope, RuleMemory memory);
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
        tally.merge(application.handOver());
        PaneCells cells = tally.cells();
        cells.byCell().keySet().forEach(application::see);
        application.cover(paneStart, tally.seen(Group.ALL), cells);
        cells.byCell().forEach((cell, counts) -> memories.cell(policy.application(), cell)
                .add(paneStart, counts));
        for (DeclaredRule declared : policy.rules()) {
            Rule rule = declared.rule();
            rule.judge(new Question(policy, rule, paneStart, tally, cells, partitionsLeftOut, memories, found));
        }
        cells.byCell().keySet().forEach(cell -> memories.cell(policy.application(), cell)
                .handedOver());
    }

    /** Takes in what came after its pane was judged: it counts in the windows, and the detectors see it next time. */
    public void late(String application, long paneStart, Tally difference, Memories memories) {
        ApplicationMemory memory = memories.application(application);
        memory.carry(difference);
        PaneCells cells = difference.cells();
        memory.cover(paneStart, difference.seen(Group.ALL), cells);
        cells.byCell().forEach((cell, counts) -> {
            memory.see(cell);
            CellHistory history = memories.cell(application, cell);
            history.add(paneStart, counts);
            history.carry(counts);
        });
    }

    /** One rule is asked about one pane. */
    private final class Question implements RuleContext {
        private final Policy policy;
        private final Rule rule;
        private final long start;
        private final Tally tally;
        private final PaneCells cells;
        private final int partitionsLeftOut;
        private final Memories memories;
        private final ApplicationMemory application;
        private final Consumer<Found> found;

        Question(
                Policy policy,
                Rule rule,
                long start,
                Tally tally,
                PaneCells cells,
                int partitionsLeftOut,
                Memories memories,
                Consumer<Found> found) {
            this.policy = policy;
            this.rule = rule;
            this.start = start;
            this.tally = tally;
            this.cells = cells;
            this.partitionsLeftOut = partitionsLeftOut;
            this.memories = memories;
            this.application = memories.application(policy.application());
            this.found = found;
        }

        @Override
        public String application() {
            return policy.application();
        }

        @Override
        public String policyVersion() {
            return policy.version();
        }

        @Override
        public Instant paneStart() {
            return Instant.ofEpochMilli(start);
        }

        @Override
        public Instant paneEnd() {
            return Instant.ofEpochMilli(panes.endOf(start));
        }

        @Override
        public int partitionsLeftOut() {
            return partitionsLeftOut;
        }

        @Override
        public PaneCells cells() {
            return cells;
        }

        @Override
        public Tally tally() {
            return tally;
        }

        @Override
        public CellHistory history(Cell cell) {
            return memories.cell(policy.application(), cell);
        }

        @Override
        public Set<Group> groups(Series series) {
            return application.groups(series);
        }

        @Override
        public int children(Series series) {
            return application.children(policy, rule, series);
        }

        @Override
        public double parentThreshold(int children) {
            return policy.falseAlarms().parentThreshold(panes.length(), application.families(policy), children > 0);
        }

        @Override
        public double childThreshold(int children) {
            return policy.falseAlarms()
                    .childThreshold(panes.length(), application.families(policy), Math.max(1, children));
        }

        @Override
        @SuppressWarnings("unchecked") // a kind of rule has one kind of memory
        public <W extends Watch> W watch(Scope scope, Supplier<W> start) {
            return (W) memory(scope, start).watch();
        }

        private RuleMemory memory(Scope scope, Supplier<? extends Watch> start) {
            RuleMemory memory = memories.rule(policy.application(), rule.id(), scope);
            if (memory == null
                    || !memory.kind().equals(rule.kind())
                    || !memory.basis().equals(rule.basis())) {
                memory = new RuleMemory(rule.kind(), rule.basis(), start.get());
            }
            memories.remember(policy.application(), rule.id(), scope, memory);
            return memory;
        }

        @Override
        public void report(Scope scope, Finding finding) {
            RuleMemory memory = memory(scope, () -> {
                throw new IllegalStateException(rule.id() + " reports on what it does not remember: " + scope);
            });
            found.accept(new Found(finding.rated(policy.risk()), memory.isNews(finding, repeatEvery)));
        }
    }
}
