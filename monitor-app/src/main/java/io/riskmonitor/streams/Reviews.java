package io.riskmonitor.streams;

import io.riskmonitor.alert.AlertCommand;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.metrics.RiskMetrics.OpenReview;
import io.riskmonitor.pane.Answered;
import io.riskmonitor.pane.Decided;
import io.riskmonitor.pane.Doubts;
import io.riskmonitor.pane.Panes;
import io.riskmonitor.pane.Report;
import io.riskmonitor.pane.Tally.Doubted;
import io.riskmonitor.policy.DeclaredRule;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.review.Inquiry;
import io.riskmonitor.review.Review;
import io.riskmonitor.review.ReviewDecision;
import io.riskmonitor.review.ReviewEvent;
import io.riskmonitor.review.ReviewKey;
import io.riskmonitor.review.Said;
import io.riskmonitor.rule.CriticalRule;
import io.riskmonitor.wire.AskedDecision;
import io.riskmonitor.wire.Received;
import io.riskmonitor.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Keeps the reviews of failures that nobody has confirmed, sends decisions of people to whoever knows the interaction, and
 * takes in what has come of them. Commands that are about no review go on to the alerts.
 */
record Reviews(MonitorConfig config, Wire wire, PolicyBook policies, RiskMetrics metrics)
        implements ProcessorSupplier<String, Judged, String, Reviewed> {

    static final String REVIEWS = "reviews";
    static final String DECISIONS = "decisions";
    static final String EARLY_RULINGS = "early-rulings";

    /** How long whoever knows the interaction of a decision has time to answer, by the clock. */
    static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    /** An answer may be on its way when the time is over. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration TICK = Duration.ofSeconds(1);

    /** Ticks after which a question is put again. */
    private static final int ASK_EVERY = 5;

    /** What comes later for its hour counts in the hour that it comes in. */
    private static final Duration CLOSED_KEPT = Duration.ofDays(1);

    /** Beyond it time closes a review that nobody has closed. */
    private static final Duration OPEN_KEPT = Duration.ofDays(30);

    /** Decisions that are remembered so that a repeat does nothing, at most, of those that were carried out. */
    private static final int MAX_DECISIONS = 10_000;

    private static final int MAX_CLEAN = 1_000;

    private static final Comparator<Doubted> IN_ORDER =
            Comparator.comparing(Doubted::rule).thenComparing(Doubted::group);

    /** Whether it is about reviews. */
    static boolean concerns(Judged judged) {
        return judged instanceof Judged.Seen seen && !seen.tally().doubts().isEmpty()
                || judged instanceof Judged.Ruled
                || judged instanceof Judged.Heard
                || judged instanceof Judged.Clock clock && !clock.standing();
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                ObjectStore.builder(REVIEWS, wire.reviewKey(), wire.review(), MAX_CLEAN),
                ObjectStore.builder(DECISIONS, Serdes.String(), wire.askedDecision(), 0),
                ObjectStore.builder(EARLY_RULINGS, Serdes.String(), wire.report(), 0));
    }

    @Override
    public Processor<String, Judged, String, Reviewed> get() {
        return new Desk();
    }

    /** Of an open review. */
    private record Term(Instant openedAt, Instant decideBy) {}

    private final class Desk extends ContextualProcessor<String, Judged, String, Reviewed> {

        private final Panes panes = new Panes(config.observe().pane());

        private ObjectStore<ReviewKey, Review> reviews;
        private ObjectStore<String, AskedDecision> decisions;
        private RiskMetrics.Owned gauges;

        /** Rulings on failures whose pane is not judged, by the application, rule and interaction. */
        private ObjectStore<String, Report> early;

        private final TreeMap<Instant, Set<String>> earlyByTime = new TreeMap<>();
        private final TreeMap<Instant, Set<ReviewKey>> byHour = new TreeMap<>();
        private final Map<String, ReviewKey> byId = new HashMap<>();
        private final Map<ReviewKey, Term> open = new HashMap<>();

        private final Set<String> unanswered = new HashSet<>();
        private final TreeMap<Instant, Set<String>> answered = new TreeMap<>();
        private final Map<String, Set<String>> byInteraction = new HashMap<>();
        private int answeredCount;
        private boolean restarted;
        private long ticks;

        /** How far event time is; panes that end no later are judged. */
        private Instant time = Instant.MIN;

        @Override
        public void init(ProcessorContext<String, Reviewed> context) {
            super.init(context);
            reviews = context.getStateStore(REVIEWS);
            decisions = context.getStateStore(DECISIONS);
            early = context.getStateStore(EARLY_RULINGS);
            gauges = metrics.newOwner();
            forgetAll();
            reviews.forEachKey(key -> Optional.ofNullable(reviews.get(key)).ifPresent(this::index));
            decisions.forEachKey(id -> Optional.ofNullable(decisions.get(id)).ifPresent(this::index));
            early.forEachKey(id -> Optional.ofNullable(early.get(id)).ifPresent(report -> await(id, (Decided) report)));
            restarted = true;
            context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
        }

        /** A task that is started again is the same object. */
        private void forgetAll() {
            earlyByTime.clear();
            byHour.clear();
            byId.clear();
            open.clear();
            unanswered.clear();
            answered.clear();
            byInteraction.clear();
            answeredCount = 0;
            ticks = 0;
            time = Instant.MIN;
        }

        @Override
        public void process(Record<String, Judged> record) {
            Judged judged = record.value();
            if (judged instanceof Judged.Clock clock) {
                pass(clock.now());
            } else if (judged instanceof Judged.Seen seen) {
                find(record.key(), seen);
            } else if (judged instanceof Judged.Ruled ruled) {
                take(ruled.decided());
            } else if (judged instanceof Judged.Heard heard) {
                hear(heard.answered());
            } else if (judged instanceof Judged.Decision given) {
                ask(given.decision(), given.received());
            } else if (judged instanceof Judged.Commanded commanded && !closes(commanded.command())) {
                forward(new Reviewed.Passed(commanded));
            }
        }

        // -- failures that nobody has confirmed

        private void find(String application, Judged.Seen seen) {
            Instant start = seen.paneStart();
            Instant now = latest(Instant.ofEpochMilli(panes.endOf(start.toEpochMilli())));
            boolean forgotten = !hour(start).plus(CLOSED_KEPT).isAfter(hour(now));
            Policy policy = policies.policyOf(application);
            seen.tally().doubts().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey(IN_ORDER))
                    .forEach(doubts -> rule(policy, doubts.getKey().rule())
                            .ifPresent(rule -> find(
                                    ReviewKey.at(
                                            forgotten ? now : start,
                                            application,
                                            rule.id(),
                                            Objects.requireNonNull(rule.basics().category()),
                                            doubts.getKey().group()),
                                    doubts.getValue(),
                                    rule,
                                    now)));
        }

        private void find(ReviewKey key, Doubts doubts, CriticalRule rule, Instant now) {
            Review known = reviews.get(key);
            Review review = known != null ? known : Review.of(key, now, now.plus(rule.reviewWithin()));
            change(review.found(doubts, now));
        }

        private Instant latest(Instant at) {
            return at.isAfter(time) ? at : time;
        }

        /** What comes before its failure has come out of its pane has to wait. */
        private void take(Decided decided) {
            Instant judged = Instant.ofEpochMilli(panes.endOf(panes.startOf(decided.doubtedAt())));
            if (!judged.isAfter(time)) {
                decide(decided);
                return;
            }
            String id = String.join("\n", decided.application(), decided.rule(), decided.interactionId());
            Decided before = (Decided) early.get(id);
            Decided waiting = before == null ? decided : before.then(decided);
            early.changed(id, waiting);
            await(id, waiting);
        }

        private void await(String id, Decided decided) {
            earlyByTime
                    .computeIfAbsent(
                            Instant.ofEpochMilli(panes.endOf(panes.startOf(decided.doubtedAt()))),
                            at -> new TreeSet<>())
                    .add(id);
        }

        private void decideWaiting() {
            while (!earlyByTime.isEmpty() && !earlyByTime.firstKey().isAfter(time)) {
                for (String id : earlyByTime.pollFirstEntry().getValue()) {
                    Decided decided = (Decided) Objects.requireNonNull(early.get(id));
                    early.delete(id);
                    decide(decided);
                }
            }
        }

        private void decide(Decided decided) {
            Said said = said(decided);
            for (var group : decided.groups()) {
                ReviewKey key = ReviewKey.at(
                        decided.doubtedAt(), decided.application(), decided.rule(), decided.category(), group);
                Review review = reviews.get(key);
                if (review != null) {
                    change(review.decided(
                            decided.interactionId(), decided.before(), decided.now(), said, latest(review.at())));
                }
            }
        }

        /** Who gave the command, where one has made the verdict. */
        private Said said(Decided decided) {
            if (decided.evaluator().equals(ReviewDecision.EVALUATOR)) {
                Optional<ReviewDecision> last =
                        byInteraction
                                .getOrDefault(interaction(decided.application(), decided.interactionId()), Set.of())
                                .stream()
                                .map(decisions::get)
                                .filter(Objects::nonNull)
                                .map(AskedDecision::decision)
                                .max(Comparator.comparing(
                                        decision -> decision.said().at()));
                if (last.isPresent()) {
                    return Said.with(last.get().said());
                }
            }
            return new Said(decided.evaluator(), decided.at(), null);
        }

        /** Closes the review that a command is about, if it is about one. */
        private boolean closes(AlertCommand command) {
            ReviewKey key = command.kind() == AlertCommand.Kind.CLOSE && command.alertId() != null
                    ? byId.get(command.alertId())
                    : null;
            Review review = key == null || !key.application().equals(command.application()) ? null : reviews.get(key);
            if (review == null) {
                return false;
            }
            if (review.closure() == null || !review.closure().lasting()) {
                change(review.closed(Said.with(command.said()), latest(review.at())));
            }
            return true;
        }

        private void change(Review review) {
            reviews.changed(review.key(), review);
            index(review);
            Policy policy = policies.policyOf(review.key().application());
            Optional<DeclaredRule> declared = policy.rule(review.key().rule());
            ReviewEvent event = new ReviewEvent(
                    review,
                    declared.map(rule -> rule.rule().severity()).orElse(null),
                    declared.map(policy::ownerOf).orElse(null),
                    declared.map(policy::runbookOf).orElse(null));
            forward(new Reviewed.Changed(event));
        }

        private void index(Review review) {
            byHour.computeIfAbsent(review.key().from(), from -> new HashSet<>()).add(review.key());
            byId.put(review.key().id(), review.key());
            if (review.isOpen()) {
                open.put(review.key(), new Term(review.openedAt(), review.decideBy()));
            } else {
                open.remove(review.key());
            }
        }

        private static Optional<CriticalRule> rule(Policy policy, String id) {
            return policy.rule(id)
                    .map(DeclaredRule::rule)
                    .filter(CriticalRule.class::isInstance)
                    .map(CriticalRule.class::cast);
        }

        /** Event time goes on; once an hour what is over is forgotten. */
        private void pass(Instant now) {
            if (!now.isAfter(time)) {
                return;
            }
            boolean sameHour = !time.equals(Instant.MIN) && hour(now).equals(hour(time));
            time = now;
            if (sameHour) {
                return;
            }
            List<ReviewKey> old = new ArrayList<>();
            byHour.headMap(hour(now).minus(CLOSED_KEPT), true).values().forEach(old::addAll);
            for (ReviewKey key : old) {
                Review review = reviews.get(key);
                if (review == null || !review.isOpen()) {
                    forget(key);
                } else if (!key.from().isAfter(hour(now).minus(OPEN_KEPT))) {
                    change(review.closed(
                            new Said("risk-monitor", now, "nobody has decided it in " + OPEN_KEPT.toDays() + " days"),
                            now));
                }
            }
        }

        private static Instant hour(Instant at) {
            return at.truncatedTo(ChronoUnit.HOURS);
        }

        private void forget(ReviewKey key) {
            reviews.delete(key);
            byId.remove(key.id());
            byHour.computeIfPresent(key.from(), (from, keys) -> {
                keys.remove(key);
                return keys.isEmpty() ? null : keys;
            });
        }

        // -- decisions on their way to whoever knows the interaction

        private void ask(ReviewDecision decision, Received received) {
            String id = decision.said().commandId();
            if (decisions.get(id) != null) {
                return; // a repeat
            }
            AskedDecision asked = new AskedDecision(received, now().plus(ANSWER_WITHIN), false);
            keep(asked);
            ask(asked);
        }

        private void hear(Answered answer) {
            AskedDecision asked = decisions.get(answer.commandId());
            if (asked == null || asked.answered()) {
                return;
            }
            if (answer.problem() == null) {
                keep(asked.done());
            } else {
                refuse(asked, answer.problem());
            }
        }

        private void tick(long nowMillis) {
            decideWaiting();
            Instant now = Instant.ofEpochMilli(nowMillis);
            for (String id : List.copyOf(unanswered)) {
                AskedDecision asked = Objects.requireNonNull(decisions.get(id));
                if (restarted) { // whoever was asked may have been stopped, too
                    keep(asked.until(now.plus(ANSWER_WITHIN)));
                } else if (ticks % ASK_EVERY == 0 && now.isBefore(asked.until())) {
                    // the interaction may have come later than the decision
                    ask(asked);
                } else if (!now.isBefore(asked.until().plus(GRACE))) {
                    ReviewDecision decision = asked.decision();
                    refuse(
                            asked,
                            decision.application() + " has no interaction " + decision.interactionId()
                                    + " that is remembered; it is for "
                                    + config.observe().verdictHorizon() + " of event time");
                }
            }
            restarted = false;
            ticks++;
            showGauges(now);
        }

        private void refuse(AskedDecision asked, String why) {
            keep(asked.done());
            metrics.refused(RefusalReason.INVALID_COMMAND);
            Received received = asked.received();
            forward(new Reviewed.Refused(received.refused(
                    new Refusal(RefusalReason.INVALID_COMMAND, why),
                    Objects.requireNonNull(received.origin()),
                    received.key())));
        }

        private void keep(AskedDecision asked) {
            decisions.changed(asked.decision().said().commandId(), asked);
            index(asked);
            while (answeredCount > MAX_DECISIONS) {
                forgetOldestAnswered();
            }
        }

        private void index(AskedDecision asked) {
            ReviewDecision decision = asked.decision();
            String id = decision.said().commandId();
            byInteraction
                    .computeIfAbsent(
                            interaction(decision.application(), decision.interactionId()), i -> new HashSet<>())
                    .add(id);
            if (!asked.answered()) {
                unanswered.add(id);
                return;
            }
            unanswered.remove(id);
            if (answered.computeIfAbsent(asked.until(), until -> new HashSet<>())
                    .add(id)) {
                answeredCount++;
            }
        }

        private void forgetOldestAnswered() {
            for (String id : answered.pollFirstEntry().getValue()) {
                answeredCount--;
                ReviewDecision decision =
                        Objects.requireNonNull(decisions.get(id)).decision();
                decisions.delete(id);
                byInteraction.computeIfPresent(
                        interaction(decision.application(), decision.interactionId()), (interaction, ids) -> {
                            ids.remove(id);
                            return ids.isEmpty() ? null : ids;
                        });
            }
        }

        private static String interaction(String application, String interactionId) {
            return application + "\n" + interactionId;
        }

        // -- what is shown

        private void showGauges(Instant now) {
            List<OpenReview> shown = new ArrayList<>(open.size());
            open.forEach((key, term) -> shown.add(new OpenReview(
                    key.application(),
                    key.category(),
                    Duration.between(term.openedAt, now),
                    now.isAfter(term.decideBy))));
            gauges.reviews(shown);
        }

        private Instant now() {
            return Instant.ofEpochMilli(context().currentSystemTimeMs());
        }

        private void forward(Reviewed reviewed) {
            if (reviewed instanceof Reviewed.Changed changed) {
                String id = changed.event().review().key().id();
                context().forward(new Record<>(id, reviewed, now().toEpochMilli()));
            } else if (reviewed instanceof Reviewed.Passed passed) {
                String application = passed.command().command().application();
                context().forward(new Record<>(application, reviewed, now().toEpochMilli()));
            } else {
                context().forward(new Record<>("", reviewed, now().toEpochMilli()));
            }
        }

        /** At the time up to which all was seen, so that it is read before events that wait. */
        private void ask(AskedDecision asked) {
            Instant at = time.equals(Instant.MIN) ? now() : time;
            Reviewed question = new Reviewed.Asked(new Inquiry.Decide(asked.decision(), asked.until()));
            context().forward(new Record<>("", question, at.toEpochMilli()));
        }

        @Override
        public void close() {
            gauges.close();
        }
    }
}
