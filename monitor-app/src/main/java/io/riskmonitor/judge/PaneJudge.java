package io.riskmonitor.judge;

import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.pane.CellHistory;
import io.riskmonitor.pane.Confirmed;
import io.riskmonitor.pane.PaneCells;
import io.riskmonitor.pane.Panes;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.pane.Withdrawn;
import io.riskmonitor.policy.DeclaredRule;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.rule.CriticalRule;
import io.riskmonitor.rule.Evidence;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.rule.RuleContext;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.rule.Watch;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
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

    /** Event time after which what is not seen is forgotten: its longest window is empty, and no rule waits longer for it. */
    public static final Duration FORGOTTEN_AFTER = Duration.ofDays(31);

    private static final Duration DAY = Duration.ofDays(1);

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
     * What an alert is about is no more, or never was.
     *
     * @param why as the rest of a sentence
     */
    public record Ended(AlertKey key, Instant at, String why) {}

    /**
     * Judges a pane that is complete.
     *
     * @param partitionsLeftOut input partitions that nobody waited for
     * @param found receives the findings, parents before their children
     * @return alerts that are about nothing any more, where they are open
     */
    public List<Ended> judge(
            Policy policy,
            long paneStart,
            Tally tally,
            int partitionsLeftOut,
            Memories memories,
            Consumer<Found> found) {
        ApplicationMemory application = memories.application(policy.application());
        tally.merge(application.handOver());
        PaneCells cells = tally.cells();
        int day = day(Instant.ofEpochMilli(paneStart));
        application.see(day);
        cells.byCell().keySet().forEach(cell -> application.see(cell, day));
        application.cover(paneStart, tally.seen(Group.ALL), cells);
        SortedSet<Series> changes = application.changes(cells, Instant.ofEpochMilli(paneStart));
        cells.byCell().forEach((cell, counts) -> memories.cell(policy.application(), cell)
                .add(paneStart, counts));
        for (DeclaredRule declared : policy.rules()) {
            Rule rule = declared.rule();
            Question question = new Question(policy, rule, paneStart, tally, cells, partitionsLeftOut, memories, found);
            changes.forEach(question::tellChange);
            rule.judge(question);
        }
        cells.byCell().keySet().forEach(cell -> memories.cell(policy.application(), cell)
                .handedOver());
        List<Cell> replaced = application.replaced(cells, Instant.ofEpochMilli(paneStart), partitionsLeftOut == 0);
        return ended(replaced, policy, Instant.ofEpochMilli(panes.endOf(paneStart)));
    }

    /** A rule that watches time says itself when all is well: that somebody is silent, for instance, is not. */
    private static List<Ended> ended(List<Cell> replaced, Policy policy, Instant at) {
        List<Ended> ended = new ArrayList<>();
        for (Cell cell : replaced) {
            for (DeclaredRule declared : policy.rules()) {
                Rule rule = declared.rule();
                if (!rule.watchesTime() && rule.basics().watches(cell)) {
                    Series series = cell.series();
                    ended.add(new Ended(
                            new AlertKey(
                                    policy.application(),
                                    rule.id(),
                                    series.evaluator(),
                                    series.category(),
                                    cell.group()),
                            at,
                            "it is no longer seen, with no trials in " + Succession.REPLACED_AFTER
                                    + " hours in which others had some"));
                }
            }
        }
        return ended;
    }

    /** Takes in what came after its pane was judged: it counts in the windows, and the detectors see it next time. */
    public void late(Policy policy, long paneStart, Tally difference, Memories memories) {
        String application = policy.application();
        ApplicationMemory memory = memories.application(application);
        memory.carry(difference);
        PaneCells cells = difference.cells();
        memory.cover(paneStart, difference.seen(Group.ALL), cells);
        cells.byCell().forEach((cell, counts) -> {
            memory.see(cell, day(Instant.ofEpochMilli(paneStart)));
            memory.seeTrials(cell, counts);
            CellHistory history = memories.cell(application, cell);
            history.add(paneStart, counts);
            history.carry(counts);
        });
        for (DeclaredRule declared : policy.rules()) {
            Rule rule = declared.rule();
            rule.late(new Question(policy, rule, paneStart, difference, cells, 0, memories, PaneJudge::tooLate));
        }
    }

    private static int day(Instant time) {
        return (int) Math.floorDiv(time.toEpochMilli(), DAY.toMillis());
    }

    /**
     * Forgets cells that were not seen for {@link #FORGOTTEN_AFTER}.
     *
     * @param now event time, the same one whenever that is done
     * @return whether the application itself was seen since; otherwise nothing of it matters any more
     */
    public boolean forget(Policy policy, ApplicationMemory application, Instant now) {
        return application.forget(day(now), day(now.minus(FORGOTTEN_AFTER)), series -> policy.rules().stream()
                .anyMatch(declared -> declared.rule().misses(series)));
    }

    /**
     * Forgets what a rule remembers of groups that the application has no more, once {@link #forget(Policy,
     * ApplicationMemory, Instant)} has forgotten those.
     *
     * @return whether anything is left that matters
     */
    public boolean forget(ApplicationMemory application, Scope scope, RuleMemory memory, Instant now) {
        Series series = scope.series();
        return memory.forget(
                scope,
                now,
                now.minus(FORGOTTEN_AFTER),
                group -> series == null || application.knows(new Cell(series, group)));
    }

    /** The alerts of a rule about which nothing will be found any more, once it is forgotten what it remembers of a scope. */
    public List<AlertKey> forgotten(Policy policy, String rule, Scope scope, RuleMemory memory) {
        return policy.rule(rule).map(DeclaredRule::rule).map(Rule::basics).stream()
                .flatMap(basics -> memory.published().keySet().stream()
                        .map(group -> new AlertKey(
                                policy.application(),
                                rule,
                                scope.series() == null
                                        ? basics.evaluator()
                                        : scope.series().evaluator(),
                                scope.series() == null
                                        ? basics.category()
                                        : scope.series().category(),
                                group)))
                .toList();
    }

    private static void tooLate(Found found) {
        throw new IllegalStateException("nothing is said of what came too late: " + found.finding());
    }

    /**
     * When time will have passed for a rule to say something, if nothing is seen of the application until then.
     *
     * @param now end of the last pane that was judged
     */
    public Optional<Instant> due(Policy policy, Instant now, Memories memories) {
        return policy.rules().stream()
                .map(DeclaredRule::rule)
                .filter(Rule::watchesTime)
                .flatMap(rule -> rule.due(emptyPane(policy, rule, now, memories, PaneJudge::tooLate)).stream())
                .min(Comparator.naturalOrder());
    }

    /** Asks the rules that have waited for time to pass until then. */
    public void elapsed(Policy policy, Instant until, Memories memories, Consumer<Found> found) {
        for (DeclaredRule declared : policy.rules()) {
            Rule rule = declared.rule();
            if (rule.watchesTime()) {
                Question question = emptyPane(policy, rule, until, memories, found);
                if (rule.due(question).filter(due -> !due.isAfter(until)).isPresent()) {
                    rule.elapsed(question);
                }
            }
        }
    }

    private Question emptyPane(Policy policy, Rule rule, Instant end, Memories memories, Consumer<Found> found) {
        long start = end.minus(panes.length()).toEpochMilli();
        return new Question(policy, rule, start, new Tally(), new PaneCells(), 0, memories, found);
    }

    /** What a confirmed failure says; empty where the rule is no longer in the policy. */
    public Optional<Finding> confirmed(Policy policy, Confirmed confirmed) {
        return policy.rule(confirmed.rule())
                .map(DeclaredRule::rule)
                .filter(CriticalRule.class::isInstance)
                .map(rule -> ((CriticalRule) rule).finding(confirmed, policy.version()));
    }

    /** What a confirmed failure that was none ends. */
    public Ended withdrawn(Withdrawn withdrawn) {
        AlertKey key = new AlertKey(
                withdrawn.application(),
                withdrawn.rule(),
                null,
                withdrawn.category(),
                CriticalRule.groupOf(withdrawn.interactionId()));
        String by = withdrawn.evaluator() + " (" + withdrawn.source() + ")";
        return new Ended(key, withdrawn.at(), by + " has corrected it, and nobody else confirms it");
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
        public SortedMap<Series, WindowRing> coverage() {
            return application.coverage();
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
            memory.touch(paneEnd());
            memories.remember(policy.application(), rule.id(), scope, memory);
            return memory;
        }

        @Override
        public void report(Scope scope, Group group, RuleOutcome outcome, Supplier<Finding> finding) {
            RuleMemory memory = known(scope);
            // what is no news moves no alert, unless it is a breach, which may be told apart or be a worse one
            if (outcome == RuleOutcome.BREACH || memory.isNews(group, outcome, paneEnd(), repeatEvery)) {
                report(memory, finding.get(), repeatEvery);
            }
        }

        @Override
        public void announce(Scope scope, Finding finding) {
            report(known(scope), finding, Duration.ZERO);
        }

        private RuleMemory known(Scope scope) {
            return memory(scope, () -> {
                throw new IllegalStateException(rule.id() + " reports on what it does not remember: " + scope);
            });
        }

        private void report(RuleMemory memory, Finding finding, Duration every) {
            Finding told = toldApart(finding, memory);
            boolean news = memory.isNews(told.group(), told.outcome(), told.at(), every);
            if (news) {
                memory.said(told);
            }
            found.accept(new Found(told.rated(policy.risk()), news));
        }

        @Override
        public void announce(Finding finding) {
            found.accept(new Found(finding, true));
        }

        /** Says once that from now on a series is judged by another version. */
        void tellChange(Series series) {
            EvaluatorVersions versions = application.versions().get(series);
            if (versions == null || !rule.trustsEvaluator() || !rule.basics().watches(series)) {
                return;
            }
            String change = series.evaluator() + " " + versions.change();
            Evidence evidence = Evidence.since(paneStart(), this)
                    .note(change + ": what it alone sees is no alert for " + EvaluatorVersions.SETTLING)
                    .build();
            Cell cell = new Cell(series, rule.basics().parent());
            announce(Finding.of(rule, this, cell, RuleOutcome.INCONCLUSIVE, "is judged anew, as " + change, evidence));
        }

        /** A breach that begins soon after the evaluator has changed, and that no other evaluator sees, is none yet. */
        private Finding toldApart(Finding finding, RuleMemory memory) {
            if (finding.outcome() != RuleOutcome.BREACH
                    || !rule.trustsEvaluator()
                    || finding.category() == null
                    || finding.evaluator() == null) {
                return finding;
            }
            Series series = new Series(finding.category(), finding.evaluator());
            EvaluatorVersions versions = application.versions().get(series);
            RuleMemory.Said last = memory.published().get(finding.group());
            boolean began = last != null && last.outcome() == RuleOutcome.BREACH;
            if (versions == null || began || !versions.isNamed(finding.at())) {
                return finding;
            }
            String label = "after " + series.evaluator() + " " + versions.change();
            boolean alone = versions.isSettling(finding.at()) && !othersSee(series, finding.group())
                    || last != null && !finding.evidence().bearsOutBreach();
            return finding.relabelled(alone ? RuleOutcome.INCONCLUSIVE : RuleOutcome.BREACH, label);
        }

        /** Whether another evaluator of the category has the same group in breach. */
        private boolean othersSee(Series series, Group group) {
            return application.series().stream()
                    .filter(other -> other.category() == series.category() && !other.equals(series))
                    .anyMatch(other -> policy.rules().stream()
                            .filter(declared -> declared.rule().trustsEvaluator())
                            .map(declared -> memories.rule(
                                    policy.application(), declared.rule().id(), Scope.of(new Cell(other, group))))
                            .anyMatch(memory -> isInBreach(memory, group)));
        }

        private boolean isInBreach(@Nullable RuleMemory memory, Group group) {
            RuleMemory.Said last = memory == null ? null : memory.published().get(group);
            return last != null && last.outcome() == RuleOutcome.BREACH;
        }
    }
}
