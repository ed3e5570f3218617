package io.riskmonitor.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.alert.AlertStatus;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.pane.Watermark;
import io.riskmonitor.pane.WindowRing.Window;
import io.riskmonitor.rule.RiskBand;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts that Prometheus hears of, one method each; {@code docs/metrics.md} is their list.
 *
 * <p>Counters belong to the program and may be counted from any thread. Gauges belong to an {@link Owned}, one per task,
 * and disappear with it.
 */
public final class RiskMetrics {

    static final int MAX_APPLICATIONS = 200;
    static final int MAX_EVALUATORS = 100;
    static final int MAX_DIMENSIONS = 100;
    static final int MAX_FIRING = 1_000;
    static final int MAX_GOLD_CASES = 200;

    private static final Duration[] LATENCIES = Stream.of(100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final BoundedLabel applications = new BoundedLabel(MAX_APPLICATIONS);
    private final Map<String, BoundedLabel> evaluators = new ConcurrentHashMap<>();
    private final Map<String, BoundedLabel> dimensions = new ConcurrentHashMap<>();
    private final Map<String, BoundedLabel> goldCaseIds = new ConcurrentHashMap<>();
    private final Map<Owned, Instant> watermarks = new ConcurrentHashMap<>();

    private final CounterFamily<String> interactions;
    private final CounterFamily<Judged> judged;
    private final CounterFamily<RefusalReason> refusals;
    private final CounterFamily<String> late;
    private final CounterFamily<String> duplicates;
    private final CounterFamily<String> corrections;
    private final CounterFamily<GroupOverflow> groupOverflow;
    private final CounterFamily<String> unknownSymbols;
    private final CounterFamily<GoldFailure> goldFailures;
    private final CounterFamily<Ungraded> goldUngraded;
    private final Counter strays;
    private final Counter policyRejected;
    private final Counter firingOverflow;
    private final OwnedGauge<FailureRatio> failureRatio;
    private final OwnedGauge<CoverageRatio> coverageRatio;
    private final OwnedGauge<ExpectedLoss> expectedLoss;
    private final OwnedGauge<ExpectedLoss> riskBand;
    private final OwnedGauge<String> goldCases;
    private final OwnedGauge<String> goldCoverage;
    private final OwnedGauge<AlertCount> alerts;
    private final OwnedGauge<FiringAlert> firing;
    private final OwnedGauge<OpenEscalation> escalations;
    private final OwnedGauge<ReviewCount> reviewsOpen;
    private final OwnedGauge<String> reviewOldest;
    private final OwnedGauge<String> reviewsOverdue;
    private final OwnedGauge<String> refusalCircuit;
    private final OwnedGauge<Reached> eventTime;
    private final Timer alertLatency;

    /** Which of two event times. */
    public enum Stage {
        OBSERVE,
        JUDGE
    }

    private record Reached(Stage stage, int partition) {}

    private record Judged(String application, RiskCategory category, String evaluator, Outcome outcome) {}

    private record GroupOverflow(String application, String dimension) {}

    private record GoldFailure(String application, String caseId) {}

    private record Ungraded(String application, UngradedReason reason) {}

    private record FailureRatio(String application, Series series, Window window) {}

    private record CoverageRatio(String application, Series series) {}

    private record ExpectedLoss(String application, Series series) {}

    private record AlertCount(String application, Severity severity, String kind, AlertStatus state) {}

    private record OpenEscalation(String application, int level) {}

    private record ReviewCount(String application, RiskCategory category) {}

    /**
     * A review that people have not decided.
     *
     * @param age since it was opened
     * @param overdue whether it should be decided by now
     */
    public record OpenReview(String application, RiskCategory category, Duration age, boolean overdue) {}

    private record FiringAlert(
            String alertId,
            AlertKey key,
            Severity severity,
            String kind,
            @Nullable String owner) {}

    /** @param clock tells how far the watermark is behind */
    public RiskMetrics(MeterRegistry registry, InstantSource clock) {
        interactions = byApplication(registry, "risk_interactions_total", "Interactions accepted");
        judged = new CounterFamily<>(
                registry, "risk_judged_total", "Verdicts counted", this::bounded, RiskMetrics::tagsOf);
        refusals = new CounterFamily<>(
                registry,
                "risk_refusals_total",
                "Records refused, by reason",
                UnaryOperator.identity(),
                reason -> Tags.of("reason", reason.name()));
        late = byApplication(registry, "risk_late_total", "Events too late for their window");
        duplicates = byApplication(registry, "risk_duplicates_total", "Interactions and verdicts seen before");
        corrections = byApplication(registry, "risk_corrections_total", "Verdicts that changed an earlier outcome");
        groupOverflow = new CounterFamily<>(
                registry,
                "risk_group_overflow_total",
                "Interactions counted in the group __other__ because their dimension had no room for another group",
                this::bounded,
                over -> Tags.of("application", over.application, "dimension", over.dimension));
        unknownSymbols = new CounterFamily<>(
                registry,
                "risk_unknown_symbols_total",
                "Enum symbols that this version does not know, decoded to their default",
                UnaryOperator.identity(),
                field -> Tags.of("field", field));
        goldFailures = new CounterFamily<>(
                registry,
                "risk_gold_failures_total",
                "Wrong answers to a gold case",
                this::bounded,
                failure -> Tags.of("application", failure.application, "case", failure.caseId));
        goldUngraded = new CounterFamily<>(
                registry,
                "risk_gold_ungraded_total",
                "Probes of gold cases that could not be graded",
                ungraded -> new Ungraded(applications.of(ungraded.application), ungraded.reason),
                ungraded -> Tags.of("application", ungraded.application, "reason", ungraded.reason.name()));
        strays = counter(registry, "risk_strays_total", "Records that lay on another partition than their key says");
        policyRejected = counter(registry, "risk_policy_rejected_total", "Policies that could not be used");
        firingOverflow =
                counter(registry, "risk_alert_firing_overflow_total", "Alerts that risk_alert_firing had no room for");

        failureRatio = new OwnedGauge<>(
                registry,
                "risk_failure_ratio",
                "Failures per trial over a rolling window, all traffic",
                ratio -> tagsOf(ratio.application, ratio.series).and("window", ratio.window.label()),
                RiskMetrics::highest);
        coverageRatio = new OwnedGauge<>(
                registry,
                "risk_coverage_ratio",
                "Share of interactions that the evaluator judged",
                ratio -> tagsOf(ratio.application, ratio.series),
                RiskMetrics::highest);
        expectedLoss = new OwnedGauge<>(
                registry,
                "risk_expected_loss",
                "Expected loss per 1,000 trials over the last 24 hours, in the units of the policy's weights",
                loss -> tagsOf(loss.application, loss.series),
                RiskMetrics::highest);
        riskBand = new OwnedGauge<>(
                registry,
                "risk_band",
                "Severity and frequency together over the last 24 hours: 0 very low, 1 low, 2 moderate, 3 high, 4 very high",
                loss -> tagsOf(loss.application, loss.series),
                RiskMetrics::highest);
        goldCases = new OwnedGauge<>(
                registry,
                "risk_gold_cases",
                "Gold cases that the application can be asked",
                application -> Tags.of("application", application),
                RiskMetrics::highest);
        goldCoverage = new OwnedGauge<>(
                registry,
                "risk_gold_coverage_ratio",
                "Share of the gold cases whose answer was graded in the last seven days of event time",
                application -> Tags.of("application", application),
                RiskMetrics::highest);
        alerts = new OwnedGauge<>(
                registry, "risk_alerts", "Alerts that are not over, by state", RiskMetrics::tagsOf, DoubleStream::sum);
        firing = new OwnedGauge<>(
                registry, "risk_alert_firing", "1 while the alert fires", this::tagsOf, RiskMetrics::highest);
        escalations = new OwnedGauge<>(
                registry,
                "risk_escalations_open",
                "Alerts that somebody was told of and that are not over, by the level that was told last",
                open -> Tags.of("application", open.application, "level", Integer.toString(open.level)),
                DoubleStream::sum);
        reviewsOpen = new OwnedGauge<>(
                registry,
                "risk_reviews_open",
                "Reviews that people have not decided",
                count -> Tags.of("application", count.application, "category", count.category.name()),
                DoubleStream::sum);
        reviewOldest = new OwnedGauge<>(
                registry,
                "risk_review_oldest_seconds",
                "Age of the oldest open review",
                application -> Tags.of("application", application),
                RiskMetrics::highest);
        reviewsOverdue = new OwnedGauge<>(
                registry,
                "risk_reviews_overdue",
                "Open reviews that should be decided by now",
                application -> Tags.of("application", application),
                DoubleStream::sum);
        refusalCircuit = new OwnedGauge<>(
                registry,
                "risk_refusal_circuit_open",
                "1 when the instance has stopped reading, because most of the topic had to be refused",
                topic -> Tags.of("topic", topic),
                RiskMetrics::highest);
        eventTime = new OwnedGauge<>(
                registry,
                "risk_event_time_timestamp_seconds",
                "Event time up to which everything was seen, or judged",
                reached -> Tags.of(
                        "stage",
                        reached.stage.name().toLowerCase(Locale.ROOT),
                        "partition",
                        Integer.toString(reached.partition)),
                RiskMetrics::highest);
        alertLatency = Timer.builder("risk_alert_latency_seconds")
                .description("From the event time that an alert is about to its publication")
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
        Gauge.builder("risk_watermark_delay_seconds", () -> delay(clock.instant()))
                .description("How far event time is behind the clock")
                .register(registry);

        // a counter that appears with its first event hides that event from rate()
        for (RefusalReason reason : RefusalReason.values()) {
            refusals.at(reason);
        }
    }

    /** An interaction was accepted. */
    public void interaction(String application) {
        interactions.count(application);
    }

    /** A verdict was counted. */
    public void judged(String application, RiskCategory category, String evaluator, Outcome outcome) {
        judged.count(new Judged(application, category, evaluator, outcome));
    }

    /** A record was refused. */
    public void refused(RefusalReason reason) {
        refusals.count(reason);
    }

    /** What comes in on an input topic is read. */
    public void refusalCircuitClosed(String topic) {
        refusalCircuit.set(this, topic, 0);
    }

    /** The instance has stopped reading, because most of what came in on the topic had to be refused. */
    public void refusalCircuitOpened(String topic) {
        refusalCircuit.set(this, topic, 1);
    }

    /** An interaction or a verdict came too late for its window. */
    public void late(String application) {
        late.count(application);
    }

    /** An interaction or a verdict had been seen before. */
    public void duplicate(String application) {
        duplicates.count(application);
    }

    /** A verdict changed the outcome of an earlier one. */
    public void correction(String application) {
        corrections.count(application);
    }

    /** A gold case was answered wrong. */
    public void goldFailure(String application, String caseId) {
        goldFailures.count(new GoldFailure(application, caseId));
    }

    /** A probe could not be graded. */
    public void goldUngraded(String application, UngradedReason reason) {
        goldUngraded.count(new Ungraded(application, reason));
    }

    /** A record lay on another partition than its key says, and took the detour. */
    public void stray() {
        strays.increment();
    }

    /** An interaction counts in the group {@link Group#OTHER} of the dimension. */
    public void groupOverflow(String application, String dimension) {
        groupOverflow.count(new GroupOverflow(application, dimension));
    }

    /** A field had an enum symbol that this version does not know; {@code field} is a name from a schema. */
    public void unknownSymbol(String field) {
        unknownSymbols.count(field);
    }

    /** A policy could not be used. */
    public void policyRejected() {
        policyRejected.increment();
    }

    /** How long after the event time that it is about an alert was published. */
    public void alertLatency(Duration latency) {
        alertLatency.record(latency);
    }

    /** Gauges of one task. */
    public Owned newOwner() {
        return new Owned();
    }

    /**
     * The gauges of one task; {@link #close} when the task is closed. Whoever takes the task over sets them again.
     *
     * <p>Not thread-safe, as a task is not.
     */
    public final class Owned implements AutoCloseable {

        private record Shown(AlertCount count, @Nullable FiringAlert firing) {}

        private final Map<AlertKey, Shown> shown = new HashMap<>();
        private final Map<AlertCount, Integer> counts = new HashMap<>();
        private final Map<AlertKey, OpenEscalation> climbs = new HashMap<>();
        private final Map<OpenEscalation, Integer> climbCounts = new HashMap<>();

        /** Shown once; 0 from then on where there are none. */
        private final Set<ReviewCount> reviewed = new HashSet<>();

        private Owned() {}

        /**
         * Failures per trial of all traffic; NaN, where there is no trial, takes the gauge away.
         *
         * <p>There is none in {@code __other__}: the ratio of a mixture would say nothing, the counters do.
         */
        public void failureRatio(
                String application, RiskCategory category, String evaluator, Window window, double ratio) {
            FailureRatio key = new FailureRatio(application, new Series(category, evaluator), window);
            if (Double.isNaN(ratio)) {
                failureRatio.drop(this, key);
            } else if (hasRoomFor(application, evaluator)) {
                failureRatio.set(this, key, ratio);
            }
        }

        /** Share of interactions that were judged; like {@link #failureRatio}. */
        public void coverageRatio(String application, RiskCategory category, String evaluator, double ratio) {
            CoverageRatio key = new CoverageRatio(application, new Series(category, evaluator));
            if (Double.isNaN(ratio)) {
                coverageRatio.drop(this, key);
            } else if (hasRoomFor(application, evaluator)) {
                coverageRatio.set(this, key, ratio);
            }
        }

        /** Severity and frequency together; NaN and null take the row away. */
        public void risk(
                String application, RiskCategory category, String evaluator, double loss, @Nullable RiskBand band) {
            ExpectedLoss key = new ExpectedLoss(application, new Series(category, evaluator));
            if (band == null) {
                expectedLoss.drop(this, key);
                riskBand.drop(this, key);
            } else if (hasRoomFor(application, evaluator)) {
                expectedLoss.set(this, key, loss);
                riskBand.set(this, key, band.ordinal());
            }
        }

        /**
         * How many gold cases there are, and the share of them that was graded lately; where there is none the gauges go.
         */
        public void gold(String application, int cases, double coverage) {
            if (cases == 0) {
                goldCases.drop(this, application);
                goldCoverage.drop(this, application);
            } else if (applications.of(application).equals(application)) {
                goldCases.set(this, application, cases);
                goldCoverage.set(this, application, coverage);
            }
        }

        /** An alert has moved. */
        public void alert(AlertEvent event) {
            alert(
                    event.alertId(),
                    event.key(),
                    event.status(),
                    event.parentAlertId() != null || event.silence() != null,
                    event.finding().severity(),
                    event.finding().kind(),
                    event.owner());
        }

        /**
         * Where an alert stands; for a task that takes alerts over, as {@link #alert(AlertEvent)} for one that moves.
         *
         * @param suppressed whether nobody is told of it
         */
        public void alert(
                String alertId,
                AlertKey key,
                AlertStatus status,
                boolean suppressed,
                Severity severity,
                String kind,
                @Nullable String owner) {
            if (status.isOver()) {
                forget(key);
                return;
            }
            boolean fires = !suppressed && (status == AlertStatus.FIRING || status == AlertStatus.CLEARING);
            Shown after = new Shown(
                    new AlertCount(applications.of(key.application()), severity, kind, status),
                    fires ? new FiringAlert(alertId, key, severity, kind, owner) : null);
            Shown before = shown.put(key, after);
            add(after.count, 1);
            if (after.firing != null) {
                fire(after.firing);
            }
            if (before != null) {
                // an alert that goes on firing keeps its row: a scrape in between must not see it resolved
                hide(before, after.firing);
            }
        }

        /** The alert is nobody's any more, for instance because its rule is gone. */
        public void forget(AlertKey key) {
            Shown before = shown.remove(key);
            if (before != null) {
                hide(before, null);
            }
        }

        /** Somebody was told of an alert at this level; 0 while nobody was. */
        public void climb(AlertKey key, int level) {
            forgetClimb(key);
            if (level > 0) {
                OpenEscalation at = new OpenEscalation(applications.of(key.application()), level);
                climbs.put(key, at);
                addClimb(at, 1);
            }
        }

        /** An alert that somebody was told of is over. */
        public void forgetClimb(AlertKey key) {
            OpenEscalation before = climbs.remove(key);
            if (before != null) {
                addClimb(before, -1);
            }
        }

        private void addClimb(OpenEscalation at, int change) {
            escalations.set(this, at, climbCounts.merge(at, change, Integer::sum));
        }

        /** All reviews that are open. */
        public void reviews(Collection<OpenReview> open) {
            Map<ReviewCount, Integer> number = new HashMap<>();
            Map<String, Integer> overdue = new HashMap<>();
            Map<String, Double> oldest = new HashMap<>();
            for (ReviewCount known : reviewed) {
                number.put(known, 0);
                overdue.put(known.application, 0);
            }
            for (OpenReview review : open) {
                String application = applications.of(review.application);
                number.merge(new ReviewCount(application, review.category), 1, Integer::sum);
                overdue.merge(application, review.overdue ? 1 : 0, Integer::sum);
                oldest.merge(application, review.age.toMillis() / 1_000.0, Math::max);
            }
            number.forEach((count, reviews) -> reviewsOpen.set(this, count, reviews));
            overdue.forEach((application, reviews) -> {
                reviewsOverdue.set(this, application, reviews);
                if (oldest.containsKey(application)) {
                    reviewOldest.set(this, application, oldest.getOrDefault(application, 0.0));
                } else {
                    reviewOldest.drop(this, application);
                }
            });
            reviewed.addAll(number.keySet());
        }

        /** Event time up to which the task has seen everything. */
        public void watermark(Instant time) {
            watermarks.put(this, time);
        }

        /** Event time up to which a stage is done with a partition, in epoch milliseconds; before any, nothing is shown. */
        public void eventTime(Stage stage, int partition, long millis) {
            if (millis != Watermark.NONE) {
                eventTime.set(this, new Reached(stage, partition), millis / 1_000.0);
            }
        }

        /** Takes every gauge of this owner away. */
        @Override
        public void close() {
            failureRatio.dropAll(this);
            coverageRatio.dropAll(this);
            expectedLoss.dropAll(this);
            riskBand.dropAll(this);
            goldCases.dropAll(this);
            goldCoverage.dropAll(this);
            alerts.dropAll(this);
            firing.dropAll(this);
            escalations.dropAll(this);
            reviewsOpen.dropAll(this);
            reviewOldest.dropAll(this);
            reviewsOverdue.dropAll(this);
            eventTime.dropAll(this);
            reviewed.clear();
            watermarks.remove(this);
            shown.clear();
            counts.clear();
            climbs.clear();
            climbCounts.clear();
        }

        private void add(AlertCount count, int change) {
            alerts.set(this, count, counts.merge(count, change, Integer::sum));
        }

        private void hide(Shown before, @Nullable FiringAlert kept) {
            add(before.count, -1);
            if (before.firing != null && !before.firing.equals(kept)) {
                firing.drop(this, before.firing);
            }
        }

        private void fire(FiringAlert alert) {
            if (firing.size() < MAX_FIRING || firing.has(alert)) {
                firing.set(this, alert, 1);
            } else {
                firingOverflow.increment();
            }
        }
    }

    /** The task that is furthest behind; NaN while there is none. */
    private double delay(Instant now) {
        return watermarks.values().stream()
                .mapToDouble(time -> Duration.between(time, now).toMillis() / 1_000.0)
                .max()
                .orElse(Double.NaN);
    }

    private boolean hasRoomFor(String application, String evaluator) {
        return applications.of(application).equals(application)
                && evaluator(application, evaluator).equals(evaluator);
    }

    private String evaluator(String application, String evaluator) {
        return evaluators
                .computeIfAbsent(application, a -> new BoundedLabel(MAX_EVALUATORS))
                .of(evaluator);
    }

    private Judged bounded(Judged key) {
        String application = applications.of(key.application);
        return new Judged(application, key.category, evaluator(application, key.evaluator), key.outcome);
    }

    private GoldFailure bounded(GoldFailure key) {
        String application = applications.of(key.application);
        BoundedLabel known = goldCaseIds.computeIfAbsent(application, a -> new BoundedLabel(MAX_GOLD_CASES));
        return new GoldFailure(application, known.of(key.caseId));
    }

    private GroupOverflow bounded(GroupOverflow key) {
        String application = applications.of(key.application);
        BoundedLabel known = dimensions.computeIfAbsent(application, a -> new BoundedLabel(MAX_DIMENSIONS));
        return new GroupOverflow(application, known.of(key.dimension));
    }

    private CounterFamily<String> byApplication(MeterRegistry registry, String name, String description) {
        return new CounterFamily<>(
                registry, name, description, applications::of, application -> Tags.of("application", application));
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private static Tags tagsOf(Judged key) {
        return tagsOf(key.application, new Series(key.category, key.evaluator)).and("outcome", key.outcome.name());
    }

    private static Tags tagsOf(String application, Series series) {
        return Tags.of(
                "application", application, "category", series.category().name(), "evaluator", series.evaluator());
    }

    private static Tags tagsOf(AlertCount count) {
        return Tags.of(
                "application",
                count.application,
                "severity",
                count.severity.name(),
                "kind",
                count.kind,
                "state",
                count.state.name());
    }

    private Tags tagsOf(FiringAlert alert) {
        RiskCategory category = alert.key.category();
        return Tags.of(
                "alert_id",
                alert.alertId,
                "application",
                applications.of(alert.key.application()),
                "severity",
                alert.severity.name(),
                "kind",
                alert.kind,
                "category",
                category == null ? "" : category.name(),
                "dimension",
                alert.key.group().dimension(),
                "group",
                alert.key.group().name(),
                "owner",
                Objects.requireNonNullElse(alert.owner, ""));
    }

    private static double highest(DoubleStream values) {
        return values.max().orElse(Double.NaN);
    }
}
