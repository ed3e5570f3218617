package io.riskmonitor.streams;

import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.judge.ApplicationMemory;
import io.riskmonitor.judge.PaneJudge;
import io.riskmonitor.judge.RuleMemory;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.metrics.RiskMetrics.Stage;
import io.riskmonitor.pane.Answered;
import io.riskmonitor.pane.CellHistory;
import io.riskmonitor.pane.Confirmed;
import io.riskmonitor.pane.Decided;
import io.riskmonitor.pane.MergedWatermark;
import io.riskmonitor.pane.Panes;
import io.riskmonitor.pane.Report;
import io.riskmonitor.pane.Snapshot;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Watermark;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.pane.Withdrawn;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Series;
import io.riskmonitor.wire.CellKey;
import io.riskmonitor.wire.PaneKey;
import io.riskmonitor.wire.RuleKey;
import io.riskmonitor.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Merges what the observers have seen of each application, waits until all of them are past the end of a pane, and asks
 * the rules about it, pane by pane in the order of event time.
 */
record Judge(
        MonitorConfig config,
        Wire wire,
        PolicyBook policies,
        RiskMetrics metrics,
        Progress progress,
        StandingTime standingTime)
        implements ProcessorSupplier<String, Report, String, Judged> {

    static final String PANES = "panes";
    static final String WATERMARKS = "watermarks";
    static final String APPLICATIONS = "applications";
    static final String CELLS = "cells";
    static final String RULES = "rules";

    /** Key of the time up to which panes were judged, among the watermarks of the input partitions. */
    private static final int JUDGED = -1;

    /** By the clock: time may have passed though nothing was reported. */
    static final Duration TICK = Duration.ofSeconds(2);

    /** Of event time: whenever so much has passed, what was not seen for long is forgotten. */
    private static final long FORGETTING_EVERY = Duration.ofDays(7).toMillis();

    private static final int MAX_CLEAN_CELLS = 20_000;
    private static final int MAX_CLEAN = 1_000;

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                ObjectStore.builder(PANES, wire.paneKey(), wire.tally(), MAX_CLEAN),
                ObjectStore.builder(WATERMARKS, Serdes.Integer(), wire.report(), MAX_CLEAN),
                ObjectStore.builder(APPLICATIONS, Serdes.String(), wire.applicationMemory(), MAX_CLEAN),
                ObjectStore.builder(CELLS, wire.cellKey(), wire.cellHistory(), MAX_CLEAN_CELLS),
                ObjectStore.builder(RULES, wire.ruleKey(), wire.ruleMemory(), MAX_CLEAN_CELLS));
    }

    @Override
    public Processor<String, Report, String, Judged> get() {
        return new Court();
    }

    private final class Court extends ContextualProcessor<String, Report, String, Judged>
            implements PaneJudge.Memories {

        private final Panes paneLength = new Panes(config.observe().pane());
        private final PaneJudge paneJudge =
                new PaneJudge(paneLength, config.judge().findingsEvery());
        private final Map<Integer, Watermark> heard = new HashMap<>();
        private final Set<String> shown = new HashSet<>();

        private ObjectStore<Integer, Report> watermarks;
        private ObjectStore<String, ApplicationMemory> applications;
        private ObjectStore<CellKey, CellHistory> cells;
        private ObjectStore<RuleKey, RuleMemory> rules;
        private OpenPanes panes;
        private MergedWatermark merged;
        private RiskMetrics.Owned gauges;

        private final DueTimes deadlines = new DueTimes();
        private final Set<String> known = new HashSet<>();
        private @Nullable Map<String, Policy> deadlinesOf;

        /** Panes that end no later are judged, in epoch milliseconds. */
        private long judgedUpTo;

        /** Up to when that was forgotten which was not seen for long by then, in epoch milliseconds. */
        private long forgotten;

        /** Whether others have heard of that since the start. */
        private boolean told;

        /** Whether it was little behind the clock when it moved. */
        private boolean live;

        /** How long every partition has said that nothing arrives. */
        private Stillness stillness;

        @Override
        public void init(ProcessorContext<String, Judged> context) {
            super.init(context);
            ObjectStore<PaneKey, Tally> parts = context.getStateStore(PANES);
            panes = new OpenPanes(parts);
            watermarks = context.getStateStore(WATERMARKS);
            applications = context.getStateStore(APPLICATIONS);
            cells = context.getStateStore(CELLS);
            rules = context.getStateStore(RULES);
            merged = new MergedWatermark(config.judge().patience());
            gauges = metrics.newOwner();
            judgedUpTo = Watermark.NONE;
            told = false;
            live = true;
            stillness = new Stillness();
            known.clear();
            applications.forEachKey(known::add);
            deadlinesOf = null;
            watermarks.forEachKey(this::restore);
            showTime();
            progress.punctuated(context.taskId(), context.currentSystemTimeMs());
            forgotten = judgedUpTo == Watermark.NONE ? Watermark.NONE : lastForgetting(judgedUpTo);
            context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> tick());
        }

        private void restore(int partition) {
            Watermark stored = (Watermark) watermarks.get(partition);
            if (stored == null) {
                return;
            }
            if (partition == JUDGED) {
                judgedUpTo = stored.time();
                live = !stored.idle();
            } else {
                // whether it is idle now, its observer has to say
                Watermark last = new Watermark(partition, stored.partitions(), stored.time(), false);
                heard.put(partition, last);
                merged.hear(last, context().currentSystemTimeMs());
            }
        }

        @Override
        public void process(Record<String, Report> record) {
            if (record.value() instanceof Snapshot snapshot) {
                take(snapshot);
            } else if (record.value() instanceof Confirmed confirmed) {
                String application = confirmed.application();
                paneJudge
                        .confirmed(policies.policyOf(application), confirmed)
                        .ifPresent(finding -> forward(application, new Judged.Found(finding, true)));
            } else if (record.value() instanceof Withdrawn withdrawn) {
                tell(withdrawn.application(), paneJudge.withdrawn(withdrawn));
            } else if (record.value() instanceof Decided decided) {
                forward(decided.application(), new Judged.Ruled(decided));
            } else if (record.value() instanceof Answered answered) {
                forward(answered.application(), new Judged.Heard(answered));
            } else {
                Watermark watermark = (Watermark) record.value();
                merged.hear(watermark, context().currentSystemTimeMs());
                heard.put(watermark.partition(), watermark);
                watermarks.changed(watermark.partition(), watermark);
                judge();
            }
        }

        private void take(Snapshot snapshot) {
            Tally news = panes.replace(snapshot);
            if (paneLength.endOf(snapshot.paneStart()) <= judgedUpTo) {
                Policy policy = policies.policyOf(snapshot.application());
                late(snapshot.application(), policy, snapshot.paneStart(), news);
                await(snapshot.application(), policy, judgedUpTo);
            }
        }

        private void late(String application, Policy policy, long paneStart, Tally news) {
            tell(application, paneStart, news);
            paneJudge.late(policy, paneStart, news, this);
            news.corrections().forEach((start, correction) -> late(application, policy, start, correction));
        }

        private void tick() {
            progress.punctuated(context().taskId(), context().currentSystemTimeMs());
            judge(); // a partition may have run out of everybody's patience
            showGauges();
        }

        private void judge() {
            long now = context().currentSystemTimeMs();
            long time = merged.advance(now);
            awaitByPolicy();
            if (time != Watermark.NONE && time > judgedUpTo) {
                int leftOut = merged.leftOut(now);
                long complete = merged.complete();
                long length = paneLength.length().toMillis();
                long first = judgedUpTo == Watermark.NONE ? Long.MIN_VALUE : judgedUpTo - length + 1;
                for (long paneStart : panes.startsBetween(first, time - length + 1)) {
                    forgetUntil(paneStart, complete);
                    // what was due before the pane ended; at its end the pane comes first
                    passTime(Math.min(paneLength.endOf(paneStart) - 1, complete), false);
                    judge(paneStart, leftOut);
                }
                forgetUntil(time, complete);
                judgedUpTo = time;
                live = now - time <= StandingTime.LIVE.toMillis();
                watermarks.changed(JUDGED, new Watermark(JUDGED, 0, time, !live));
                showTime();
                passTime(Math.min(time, complete), false);
                tell(time, false);
                panes.forget(this::isDone);
            } else if (judgedUpTo != Watermark.NONE) {
                passTime(Math.min(judgedUpTo, merged.complete()), false);
                if (!told) {
                    tell(judgedUpTo, false); // after a restart others do not know how far time is
                }
            }
            told |= judgedUpTo != Watermark.NONE;
            if (judgedUpTo != Watermark.NONE) {
                standStill(now);
            }
            progress.judged(context().taskId().partition(), time, merged.isIdle(now));
        }

        private void judge(long paneStart, int leftOut) {
            tell(paneLength.endOf(paneStart), false);
            for (String application : panes.applications(paneStart)) {
                Tally total = panes.total(application, paneStart);
                Policy policy = policies.policyOf(application);
                total.corrections().forEach((start, correction) -> late(application, policy, start, correction));
                tell(application, paneStart, total);
                paneJudge
                        .judge(policy, paneStart, total, leftOut, this, found -> tell(application, found))
                        .forEach(ended -> tell(application, ended));
                shown.add(application);
                known.add(application);
                await(application, policy, paneLength.endOf(paneStart));
            }
        }

        /** Asks the rules that wait for time to pass, in the order in which it is over. */
        private void passTime(long until, boolean standing) {
            for (var due = deadlines.firstUntil(until); due.isPresent(); due = deadlines.firstUntil(until)) {
                String application = due.get().application();
                Policy policy = policies.policyOf(application);
                tell(due.get().at().toEpochMilli(), standing);
                paneJudge.elapsed(policy, due.get().at(), this, found -> tell(application, found));
                await(application, policy, due.get().at().toEpochMilli());
            }
        }

        /** Every week of event time, between the same two panes whenever they are judged. */
        private void forgetUntil(long time, long complete) {
            long last = lastForgetting(time);
            if (forgotten == Watermark.NONE) {
                forgotten = last;
            }
            while (forgotten < last) {
                forgotten += FORGETTING_EVERY;
                passTime(Math.min(forgotten, complete), false); // what was due is said before it is forgotten
                forget(Instant.ofEpochMilli(forgotten));
            }
        }

        private long lastForgetting(long time) {
            long pane = paneLength.startOf(Instant.ofEpochMilli(time)); // all that begin before it are judged
            return pane - Math.floorMod(pane, FORGETTING_EVERY);
        }

        private void forget(Instant now) {
            Map<String, ApplicationMemory> left = new HashMap<>();
            applications.forEach((application, memory) -> {
                if (paneJudge.forget(policies.policyOf(application), memory, now)) {
                    left.put(application, memory);
                    applications.changed(application, memory);
                } else {
                    applications.delete(application);
                    known.remove(application);
                    shown.remove(application);
                    deadlines.set(application, Optional.empty());
                }
            });
            cells.forEach((key, history) -> {
                ApplicationMemory memory = left.get(key.application());
                if (memory == null || !memory.knows(key.cell())) {
                    cells.delete(key);
                    if (key.cell().group().isAll()) {
                        hide(key.application(), key.cell().series());
                    }
                }
            });
            rules.forEach((key, rule) -> {
                ApplicationMemory memory = left.get(key.application());
                if (memory != null && paneJudge.forget(memory, key.scope(), rule, now)) {
                    rules.changed(key, rule);
                } else {
                    paneJudge
                            .forgotten(policies.policyOf(key.application()), key.rule(), key.scope(), rule)
                            .forEach(alert -> forward(key.application(), new Judged.Forgotten(alert)));
                    rules.delete(key);
                }
            });
        }

        /** While nothing arrives time goes on for the rules that watch it. */
        private void standStill(long now) {
            Duration still = stillness.seen(merged.isStill(), now);
            if (!merged.isStill()) {
                return;
            }
            long reached = standingTime.reached(judgedUpTo, live, still);
            if (reached > judgedUpTo) {
                passTime(reached, true);
                tell(reached, true);
            }
        }

        private void awaitByPolicy() {
            if (policies.declared() != deadlinesOf && judgedUpTo != Watermark.NONE) {
                deadlinesOf = policies.declared();
                known.forEach(application -> await(application, policies.policyOf(application), judgedUpTo));
            }
        }

        private void await(String application, Policy policy, long now) {
            deadlines.set(application, paneJudge.due(policy, Instant.ofEpochMilli(now), this));
        }

        private void tell(long time, boolean standing) {
            forward("", new Judged.Clock(Instant.ofEpochMilli(time), standing));
        }

        private void tell(String application, long paneStart, Tally tally) {
            forward(application, new Judged.Seen(application, Instant.ofEpochMilli(paneStart), tally));
        }

        private void tell(String application, PaneJudge.Found found) {
            forward(application, new Judged.Found(found.finding(), found.news()));
        }

        private void tell(String application, PaneJudge.Ended ended) {
            forward(application, new Judged.Ended(ended.key(), ended.at(), ended.why()));
        }

        /** No snapshot of it can come any more: judges and its own partition are past it. */
        private boolean isDone(PaneKey key) {
            long closed = paneLength.endOf(key.paneStart())
                    + config.observe().lateness().toMillis();
            Watermark own = heard.get(key.inputPartition());
            return closed <= judgedUpTo && own != null && closed <= own.time();
        }

        private void forward(String application, Judged judged) {
            context().forward(new Record<>(application, judged, context().currentSystemTimeMs()));
        }

        @Override
        public ApplicationMemory application(String application) {
            ApplicationMemory memory = applications.get(application);
            ApplicationMemory known = memory == null ? new ApplicationMemory() : memory;
            applications.changed(application, known);
            return known;
        }

        @Override
        public CellHistory cell(String application, Cell cell) {
            CellKey key = new CellKey(application, cell);
            CellHistory history = cells.get(key);
            CellHistory known = history == null ? new CellHistory() : history;
            cells.changed(key, known);
            return known;
        }

        @Override
        public @Nullable RuleMemory rule(String application, String rule, Scope scope) {
            return rules.get(new RuleKey(application, rule, scope));
        }

        @Override
        public void remember(String application, String rule, Scope scope, RuleMemory memory) {
            rules.changed(new RuleKey(application, rule, scope), memory);
        }

        private void showTime() {
            if (judgedUpTo != Watermark.NONE) {
                gauges.watermark(Instant.ofEpochMilli(judgedUpTo));
                gauges.eventTime(Stage.JUDGE, context().taskId().partition(), judgedUpTo);
            }
        }

        private void showGauges() {
            for (String application : shown) {
                ApplicationMemory memory = applications.get(application);
                if (memory != null) {
                    memory.series().forEach(series -> show(application, series, memory));
                }
            }
        }

        private void show(String application, Series series, ApplicationMemory memory) {
            CellHistory cell = cells.get(new CellKey(application, new Cell(series, Group.ALL)));
            if (cell == null) {
                return;
            }
            cell.ring().advanceTo(judgedUpTo);
            for (WindowRing.Window window : WindowRing.Window.values()) {
                double ratio =
                        (double) cell.ring().failures(window) / cell.ring().trials(window);
                gauges.failureRatio(application, series.category(), series.evaluator(), window, ratio);
            }
            showRisk(application, series, cell.ring());
            WindowRing coverage = memory.coverage().get(series);
            if (coverage != null) {
                coverage.advanceTo(judgedUpTo);
                WindowRing.Window window = WindowRing.Window.ONE_HOUR;
                double ratio = (double) coverage.failures(window) / coverage.trials(window);
                gauges.coverageRatio(application, series.category(), series.evaluator(), ratio);
            }
        }

        private void hide(String application, Series series) {
            for (WindowRing.Window window : WindowRing.Window.values()) {
                gauges.failureRatio(application, series.category(), series.evaluator(), window, Double.NaN);
            }
            gauges.coverageRatio(application, series.category(), series.evaluator(), Double.NaN);
            gauges.risk(application, series.category(), series.evaluator(), Double.NaN, null);
        }

        private void showRisk(String application, Series series, WindowRing ring) {
            Policy policy = policies.policyOf(application);
            long trials = ring.trials(WindowRing.Window.ONE_DAY);
            long failures = ring.failures(WindowRing.Window.ONE_DAY);
            Optional<Severity> severity = policy.severityOf(series);
            if (trials == 0 || severity.isEmpty()) {
                gauges.risk(application, series.category(), series.evaluator(), Double.NaN, null);
            } else {
                gauges.risk(
                        application,
                        series.category(),
                        series.evaluator(),
                        policy.risk().expectedLoss(severity.get(), failures, trials),
                        policy.risk().band(severity.get(), failures, trials));
            }
        }

        @Override
        public void close() {
            gauges.close();
            progress.forget(context().taskId().partition());
            progress.ended(context().taskId());
        }
    }
}
