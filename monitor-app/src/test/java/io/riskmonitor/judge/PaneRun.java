package io.riskmonitor.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.alert.HoldPolicy;
import io.riskmonitor.config.Topics;
import io.riskmonitor.escalation.EscalationPath;
import io.riskmonitor.judge.PaneJudge.Ended;
import io.riskmonitor.judge.PaneJudge.Found;
import io.riskmonitor.pane.CellHistory;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.Panes;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.pane.Tally.Strand;
import io.riskmonitor.policy.DeclaredRule;
import io.riskmonitor.policy.FalseAlarmBudget;
import io.riskmonitor.policy.Owner;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RiskMatrix;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Segmentation;
import io.riskmonitor.segment.Series;
import io.riskmonitor.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Asks rules about one pane after the other, as the monitor does, with memories that live as long as the test. Every few
 * panes all memories are stored and read back, so a test of a rule tests the layout of its memory, too.
 *
 * <pre>
 * PaneRun run = new PaneRun(rule);
 * List&lt;Finding&gt; findings = run.count(SERIES, List.of(GERMAN), "m@1", "3", 5, 100).pane();
 * run.skip(Duration.ofHours(1));
 * </pre>
 */
public final class PaneRun {

    public static final String APPLICATION = "billing-assistant";
    public static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    public static final Duration SECOND = Duration.ofSeconds(1);

    private static final Wire WIRE =
            new Wire(Map.of("schema.registry.url", "mock://pane-run"), Topics.DEFAULT, 1, () -> true);

    private final Panes panes;
    private PaneJudge judge;
    private final Kept memories = new Kept();
    private Policy policy;
    private Instant next;
    private Tally tally = new Tally();
    private final List<Ended> ended = new ArrayList<>();
    private int partitionsLeftOut;
    private int restartEvery = 25;
    private long judged;

    /** Panes of a second from {@link #NOON} on, and a false alarm a week. */
    public PaneRun(Rule... rules) {
        this(policy("v1", rules));
    }

    /** Panes of a second from {@link #NOON} on. */
    public PaneRun(Policy policy) {
        this(policy, SECOND, NOON);
    }

    public PaneRun(Policy policy, Duration pane, Instant start) {
        this.policy = policy;
        this.panes = new Panes(pane);
        this.judge = new PaneJudge(panes, Duration.ZERO);
        this.next = start;
    }

    /** A policy of these rules that accepts one false alarm a week. */
    public static Policy policy(String version, Rule... rules) {
        return policy(version, FalseAlarmBudget.DEFAULT, rules);
    }

    public static Policy policy(String version, FalseAlarmBudget falseAlarms, Rule... rules) {
        List<DeclaredRule> declared = Arrays.stream(rules)
                .map(rule -> new DeclaredRule(rule, HoldPolicy.DEFAULT, null, null))
                .toList();
        return new Policy(
                APPLICATION,
                version,
                Owner.NOBODY,
                falseAlarms,
                RiskMatrix.DEFAULT,
                Segmentation.DEFAULT,
                EscalationPath.NONE,
                List.of(),
                declared);
    }

    /**
     * Adds judged interactions of all traffic, of these groups, and by derivation of their release and version. Each is a
     * conversation of its own.
     */
    public static void count(
            Tally to,
            Series series,
            List<Group> groups,
            @Nullable String release,
            @Nullable String version,
            long failures,
            long trials) {
        count(
                to,
                series,
                groups,
                release,
                version,
                new Counts(trials, trials, failures, trials, failures, trials, failures));
    }

    /** The same with counts of any kind. */
    public static void count(
            Tally to,
            Series series,
            List<Group> groups,
            @Nullable String release,
            @Nullable String version,
            Counts counts) {
        List<Group> all = new ArrayList<>(List.of(Group.ALL));
        all.addAll(groups);
        for (Group group : all) {
            Tally more = new Tally();
            Tally.Slice slice = more.slice(new SliceKey(group, release));
            slice.see(Math.max(0, counts.judged()));
            slice.counts().put(new Strand(series, version), counts);
            to.merge(more);
        }
    }

    /** Adds judged interactions to the next pane: to all traffic, and to these groups. */
    public PaneRun count(
            Series series,
            List<Group> groups,
            @Nullable String release,
            @Nullable String version,
            long failures,
            long trials) {
        count(tally, series, groups, release, version, failures, trials);
        return this;
    }

    /** Adds judged interactions of all traffic to the next pane. */
    public PaneRun count(Series series, long failures, long trials) {
        return count(series, List.of(), null, null, failures, trials);
    }

    /** Adds counts of any kind to all traffic in the next pane. */
    public PaneRun count(Series series, Counts counts) {
        count(tally, series, List.of(), null, null, counts);
        return this;
    }

    /** Adds interactions that nobody judged to the next pane: to all traffic, and to these groups. */
    public PaneRun see(List<Group> groups, @Nullable String release, long interactions) {
        tally.slice(new SliceKey(Group.ALL, release)).see(interactions);
        groups.forEach(group -> tally.slice(new SliceKey(group, release)).see(interactions));
        return this;
    }

    /** Judges the next pane, with what was counted for it. */
    public List<Finding> pane() {
        return pane(taken());
    }

    /** Judges the next pane. */
    public List<Finding> pane(Tally pane) {
        return judge(pane).stream().map(Found::finding).toList();
    }

    /** The same, and which of the findings are news. */
    public List<Found> judge(Tally pane) {
        List<Found> found = new ArrayList<>();
        ended.addAll(judge.judge(policy, next.toEpochMilli(), pane, partitionsLeftOut, memories, found::add));
        next = next.plus(panes.length());
        judged++;
        if (restartEvery > 0 && judged % restartEvery == 0) {
            restart();
        }
        return found;
    }

    /** Alerts that were about nothing any more, where they are open, since the last call. */
    public List<Ended> ended() {
        List<Ended> said = List.copyOf(ended);
        ended.clear();
        return said;
    }

    /** What was counted for the next pane comes late instead, for the pane that started at this time. */
    public PaneRun late(Instant paneStart) {
        return late(paneStart, taken());
    }

    public PaneRun late(Instant paneStart, Tally difference) {
        judge.late(policy, paneStart.toEpochMilli(), difference, memories);
        return this;
    }

    private Tally taken() {
        Tally taken = tally;
        tally = new Tally();
        return taken;
    }

    /** Nothing is seen for a while. */
    public PaneRun skip(Duration time) {
        next = Instant.ofEpochMilli(panes.startOf(next.plus(time)));
        return this;
    }

    /** The next pane is the one that starts at this time. */
    public PaneRun at(Instant paneStart) {
        next = paneStart;
        return this;
    }

    /** Nothing is seen for a while, and the rules that wait for it are told that time has passed. */
    public List<Finding> elapse(Duration time) {
        List<Finding> said = new ArrayList<>();
        Instant until = next.plus(time);
        Optional<Instant> due = judge.due(policy, next, memories);
        while (due.isPresent() && !due.get().isAfter(until)) {
            judge.elapsed(policy, due.get(), memories, found -> said.add(found.finding()));
            restart();
            due = judge.due(policy, next, memories);
        }
        skip(time);
        return said;
    }

    /** What single failures are watched for, and comparisons of verdicts, in the next pane. */
    public Tally tally() {
        return tally;
    }

    /** From the next pane on this policy holds. */
    public PaneRun policy(Policy other) {
        policy = other;
        return this;
    }

    /** From the next pane on so many input partitions are not waited for. */
    public PaneRun leavingOut(int partitions) {
        partitionsLeftOut = partitions;
        return this;
    }

    /** From the next pane on what is as before is said again after this time only; without this, always. */
    public PaneRun repeatEvery(Duration every) {
        judge = new PaneJudge(panes, every);
        return this;
    }

    /** After so many panes the memories are stored and read back; 0 for never. */
    public PaneRun restartEvery(int panes) {
        restartEvery = panes;
        return this;
    }

    /** Stores all memories and reads them back. */
    public void restart() {
        memories.restart();
    }

    /** Start of the next pane. */
    public Instant next() {
        return next;
    }

    public CellHistory history(Cell cell) {
        return memories.cell(APPLICATION, cell);
    }

    public ApplicationMemory application() {
        return memories.application(APPLICATION);
    }

    /** What a rule remembers; fails where it remembers nothing. */
    public RuleMemory memory(Rule rule, Scope scope) {
        return Objects.requireNonNull(memories.rule(APPLICATION, rule.id(), scope));
    }

    /** How many scopes the rules remember something of. */
    public int scopes() {
        return memories.rules.size();
    }

    private record RuleScope(String rule, Scope scope) implements Comparable<RuleScope> {
        @Override
        public int compareTo(RuleScope that) {
            int byRule = rule.compareTo(that.rule);
            return byRule != 0 ? byRule : scope.compareTo(that.scope);
        }
    }

    private static final class Kept implements PaneJudge.Memories {
        private ApplicationMemory application = new ApplicationMemory();
        private final Map<Cell, CellHistory> cells = new TreeMap<>();
        private final Map<RuleScope, RuleMemory> rules = new TreeMap<>();

        @Override
        public ApplicationMemory application(String name) {
            return application;
        }

        @Override
        public CellHistory cell(String name, Cell cell) {
            return cells.computeIfAbsent(cell, c -> new CellHistory());
        }

        @Override
        public @Nullable RuleMemory rule(String name, String rule, Scope scope) {
            return rules.get(new RuleScope(rule, scope));
        }

        @Override
        public void remember(String name, String rule, Scope scope, RuleMemory memory) {
            rules.put(new RuleScope(rule, scope), memory);
        }

        void restart() {
            application = throughBytes(WIRE.applicationMemory(), application);
            cells.replaceAll((cell, history) -> throughBytes(WIRE.cellHistory(), history));
            rules.replaceAll((scope, memory) -> throughBytes(WIRE.ruleMemory(), memory));
        }

        private static <T> T throughBytes(Serde<T> serde, T value) {
            byte[] stored = serde.serializer().serialize("", value);
            T read = serde.deserializer().deserialize("", stored);
            assertThat(serde.serializer().serialize("", read))
                    .as("stored again")
                    .hasSameSizeAs(stored);
            return read;
        }
    }
}
