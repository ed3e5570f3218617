package io.riskmonitor.streams;

import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.gold.GoldSet;
import io.riskmonitor.interaction.Interaction;
import io.riskmonitor.interaction.KnownInteraction;
import io.riskmonitor.interaction.KnownInteraction.Comparison;
import io.riskmonitor.interaction.KnownInteraction.CountedVerdict;
import io.riskmonitor.interaction.KnownInteraction.Pair;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.Probe;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.interaction.Verdict;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.metrics.RiskMetrics.Stage;
import io.riskmonitor.pane.Answered;
import io.riskmonitor.pane.Confirmed;
import io.riskmonitor.pane.Decided;
import io.riskmonitor.pane.Distribution;
import io.riskmonitor.pane.Doubts.Doubt;
import io.riskmonitor.pane.Graded;
import io.riskmonitor.pane.MergedWatermark;
import io.riskmonitor.pane.Panes;
import io.riskmonitor.pane.Report;
import io.riskmonitor.pane.Ruling;
import io.riskmonitor.pane.Standing;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Tally.Compared;
import io.riskmonitor.pane.Tally.Doubted;
import io.riskmonitor.pane.Tally.Facet;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.pane.Tally.Strand;
import io.riskmonitor.pane.Trials;
import io.riskmonitor.pane.Trials.Trial;
import io.riskmonitor.pane.Watermark;
import io.riskmonitor.pane.Withdrawn;
import io.riskmonitor.policy.DeclaredRule;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.review.Flagged;
import io.riskmonitor.review.Inquiry;
import io.riskmonitor.review.ReviewDecision;
import io.riskmonitor.rule.CriticalRule;
import io.riskmonitor.rule.LossRule;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.KnownGroups;
import io.riskmonitor.segment.Segmentation;
import io.riskmonitor.segment.Series;
import io.riskmonitor.wire.EarlyVerdict;
import io.riskmonitor.wire.Origin;
import io.riskmonitor.wire.PaneKey;
import io.riskmonitor.wire.Received;
import io.riskmonitor.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts every accepted event once, where it lies: deduplicates interactions, links verdicts to them, tallies both into
 * panes, and tells the judges every half second what changed and how far it is. While strays are awaited, that is no further than
 * those who send them are.
 */
record Observe(
        MonitorConfig.Observe config,
        Duration patience,
        int partitions,
        Wire wire,
        PolicyBook policies,
        ProbeGrader grader,
        RiskMetrics metrics,
        Progress alive,
        Readings readings)
        implements ProcessorSupplier<byte[], Received, String, Observed> {

    Observe(
            MonitorConfig config,
            int partitions,
            Wire wire,
            PolicyBook policies,
            GoldSet gold,
            RiskMetrics metrics,
            Progress alive,
            Readings readings) {
        this(
                config.observe(),
                config.judge().patience(),
                partitions,
                wire,
                policies,
                new ProbeGrader(gold, metrics),
                metrics,
                alive,
                readings);
    }

    static final String CONTEXTS = "contexts";
    static final String CONVERSATIONS = "conversations";
    static final String EARLY_VERDICTS = "early-verdicts";
    static final String TALLIES = "tallies";
    static final String GROUPS = "groups";
    static final String PROGRESS = "progress";

    /** Sendings after which the watermark is repeated though it did not move: a sign of life, of its input as well. */
    private static final int SIGN_OF_LIFE = 10;

    private static final String LATEST = "latest";
    private static final String LATEST_AT_HOME = "latest-at-home";
    private static final int MAX_CLEAN = 1_000;

    /** Combinations of segments whose slices are kept at hand. */
    private static final int MAX_SLICE_LISTS = 10_000;

    private static final long NOT_AWAITED = Long.MAX_VALUE;

    private static final long DAY = Duration.ofDays(1).toMillis();

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                Remembered.builder(CONTEXTS, wire.knownInteraction(), config.verdictHorizon()),
                Remembered.builder(CONVERSATIONS, Wire.conversation(), config.conversationHorizon()),
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(EARLY_VERDICTS), wire.earlyVerdict(), wire.moved())
                        .withCachingDisabled(),
                ObjectStore.builder(TALLIES, wire.paneKey(), wire.tally(), MAX_CLEAN),
                ObjectStore.builder(GROUPS, Serdes.String(), wire.knownGroups(), MAX_CLEAN),
                ObjectStore.builder(PROGRESS, Serdes.String(), Serdes.Long(), 1));
    }

    @Override
    public Processor<byte[], Received, String, Observed> get() {
        return new Observer();
    }

    /** What the slices of an interaction depend on. */
    private record Segments(String application, @Nullable String release, Map<String, String> segments) {}

    private final class Observer extends ContextualProcessor<byte[], Received, String, Observed> {

        private final Panes panes = new Panes(config.pane());
        private @Nullable Reading reading;
        private Remembered<KnownInteraction> contexts;
        private Conversations conversations;
        private EarlyVerdicts earlyVerdicts;
        private Tallies tallies;
        private ObjectStore<String, KnownGroups> groups;
        private final Map<Segments, CountedIn> sliceLists = new HashMap<>();
        private Map<String, Policy> slicedBy = Map.of();
        private ObjectStore<String, Long> progress;
        private Soon soon;
        private RiskMetrics.Owned gauges;

        /** Latest event time, in epoch milliseconds. */
        private long latest;

        /** When its day ends. */
        private long endOfDay;

        /** The same of what lay here from the start. */
        private long latestAtHome;

        /** How far those are that may send strays. */
        private MergedWatermark others;

        /** The same in one number: no stray from before it is on its way. */
        private long strays;

        private long lastArrivalMillis;
        private long lastArrivalAtHomeMillis;
        private boolean quietAtHome;
        private long sentWatermark = Watermark.NONE;
        private boolean sentIdle;
        private int sendingsSinceWatermark = SIGN_OF_LIFE;

        @Override
        public void init(ProcessorContext<String, Observed> context) {
            super.init(context);
            WindowStore<String, KnownInteraction> known = context.getStateStore(CONTEXTS);
            WindowStore<String, Map<Series, Trials>> inConversations = context.getStateStore(CONVERSATIONS);
            KeyValueStore<EarlyVerdict, Received> early = context.getStateStore(EARLY_VERDICTS);
            ObjectStore<PaneKey, Tally> stored = context.getStateStore(TALLIES);
            contexts = new Remembered<>(known, config.verdictHorizon());
            conversations = new Conversations(new Remembered<>(inConversations, config.conversationHorizon()));
            earlyVerdicts = new EarlyVerdicts(early);
            tallies = new Tallies(stored, panes, config.lateness(), partition());
            groups = context.getStateStore(GROUPS);
            sliceLists.clear();
            reading = null;
            progress = context.getStateStore(PROGRESS);
            latest = Objects.requireNonNullElse(progress.get(LATEST), Watermark.NONE);
            latestAtHome = Objects.requireNonNullElse(progress.get(LATEST_AT_HOME), Watermark.NONE);
            endOfDay = latest == Watermark.NONE ? Watermark.NONE : (day() + 1) * DAY;
            lastArrivalMillis = context.currentSystemTimeMs();
            others = new MergedWatermark(patience);
            others.hear(new Watermark(partition(), partitions, Watermark.NONE, true), lastArrivalMillis);
            awaitStrays(lastArrivalMillis);
            lastArrivalAtHomeMillis = lastArrivalMillis;
            quietAtHome = latestAtHome == Watermark.NONE;
            soon = new Soon(context);
            gauges = metrics.newOwner();
            gauges.eventTime(Stage.OBSERVE, partition(), watermark());
            alive.punctuated(context.taskId(), lastArrivalMillis);
            context.schedule(config.flushEvery(), PunctuationType.WALL_CLOCK_TIME, this::flush);
        }

        private int partition() {
            return context().taskId().partition();
        }

        @Override
        public void process(Record<byte[], Received> record) {
            Received received = record.value();
            Object event = received.accepted();
            if (event instanceof Watermark watermark) {
                others.hear(watermark, context().currentSystemTimeMs());
                awaitStrays(context().currentSystemTimeMs());
                return;
            }
            if (event instanceof Inquiry inquiry) {
                answer(inquiry); // no event: it moves no watermark
                return;
            }
            note(EventTime.of(event).toEpochMilli(), received.origin());
            if (event instanceof Interaction interaction) {
                observe(interaction);
            } else {
                observe((Verdict) event, received, record.key());
            }
            conversations.write();
        }

        private void note(long time, @Nullable Origin origin) {
            lastArrivalMillis = context().currentSystemTimeMs();
            if (time > latest) {
                latest = time;
                progress.changed(LATEST, latest);
                if (latest >= endOfDay) {
                    beginDay();
                }
            }
            if (origin != null && origin.partition() != partition()) {
                return; // a stray
            }
            lastArrivalAtHomeMillis = lastArrivalMillis;
            quietAtHome = false;
            noteReading();
        }

        /** How far the reader of this partition is. */
        private void noteReading() {
            long time = reading().time();
            if (time > latestAtHome) {
                latestAtHome = time;
                progress.changed(LATEST_AT_HOME, latestAtHome);
            }
        }

        private Reading reading() {
            if (reading == null) { // where records are admitted it may not be there yet when this begins
                reading = readings.of(partition());
            }
            return reading;
        }

        /** Groups that were not seen for long make room for others. */
        private void beginDay() {
            endOfDay = (day() + 1) * DAY;
            sliceLists.clear(); // so that those that are still seen are admitted anew
            groups.forEach((application, known) -> {
                if (known.beginDay((int) day())) {
                    groups.changed(application, known);
                } else {
                    groups.delete(application);
                }
            });
        }

        /** Of the latest event time, counted from 1970-01-01. */
        private long day() {
            return Math.floorDiv(latest, DAY);
        }

        private void observe(Interaction interaction) {
            String id = interaction.interactionId();
            var found = contexts.find(id, interaction.occurredAt(), latest);
            KnownInteraction known = found.isPresent() ? found.get().value() : KnownInteraction.of(interaction);
            CountedIn in = slicesOf(known);
            if (found.isPresent()) {
                metrics.duplicate(known.application());
            } else {
                metrics.interaction(known.application());
                Tally tally = tallyAt(known.application(), interaction.occurredAt());
                if (tally == null) {
                    metrics.late(known.application());
                } else {
                    tally.see(in.slices());
                    observeFeatures(interaction, in, tally);
                }
            }
            boolean changed = found.isEmpty();
            for (Verdict verdict : interaction.verdicts()) {
                changed |= count(known, in, verdict);
            }
            if (interaction.probe() != null && found.isEmpty()) {
                grade(interaction, interaction.probe(), known, in);
            }
            for (Received early : earlyVerdicts.take(id)) {
                if (early.event() instanceof Verdict verdict) {
                    changed |= count(known, in, verdict);
                }
            }
            if (changed && found.isPresent()) {
                contexts.put(id, found.get());
            } else if (changed && !isForgotten(interaction.occurredAt())) {
                contexts.put(id, interaction.occurredAt(), known);
            }
        }

        /** Once, when it is first seen: the answer is gone when this returns. */
        private void grade(Interaction interaction, Probe probe, KnownInteraction known, CountedIn in) {
            grader.grade(interaction, probe).ifPresent(verdict -> {
                count(known, in, verdict);
                report(
                        known.application(),
                        new Graded(known.application(), probe.goldCaseId(), verdict.judgedAt(), verdict.outcome()));
            });
        }

        private void observe(Verdict verdict, Received received, byte @Nullable [] key) {
            var found = contexts.find(verdict.interactionId(), verdict.judgedAt(), latest);
            if (found.isEmpty()) {
                long expiresAt = verdict.judgedAt().plus(config.earlyVerdicts()).toEpochMilli();
                Received parked = received.origin() != null ? received : received.from(origin(), key);
                earlyVerdicts.park(new EarlyVerdict(verdict.interactionId(), verdict.verdictId(), expiresAt), parked);
            } else if (count(found.get().value(), slicesOf(found.get().value()), verdict)) {
                contexts.put(verdict.interactionId(), found.get());
            }
        }

        /** Whether it is so old that the store would drop it, with a warning per record. */
        private boolean isForgotten(Instant time) {
            return time.toEpochMilli() < latest - config.verdictHorizon().toMillis();
        }

        /** Counts a verdict unless it was counted; says whether what is known of the interaction has changed. */
        private boolean count(KnownInteraction known, CountedIn in, Verdict verdict) {
            String verdictId = verdict.verdictId();
            CountedVerdict before = known.counted().get(verdictId);
            if (before != null && before.isRepeat(verdict)) {
                metrics.duplicate(known.application());
                boolean saidLater = verdict.judgedAt().isAfter(before.saidAt());
                if (saidLater) {
                    known.counted().put(verdictId, before.saidAt(verdict.judgedAt()));
                }
                return saidLater;
            }
            CountedVerdict counted = before == null ? CountedVerdict.of(verdict) : before.corrected(verdict);
            List<Comparison> comparisons = known.comparisons();
            Map<String, Ruling> rulings = rulings(known, in.slices());
            known.counted().put(verdictId, counted);
            Strand strand = strand(known.application(), counted);
            Tally tally = tallyAt(known.application(), counted.judgedAt(), verdict.judgedAt());
            if (tally == null) {
                metrics.late(known.application());
            }
            compare(known, comparisons);
            if (verdict.outcome() == Outcome.FAIL) {
                raise(known, in.slices(), verdict, counted);
            } else if (before != null && verdict.outcome() == Outcome.PASS) { // what becomes unsure is no good news
                withdraw(known, in.slices(), verdict, before);
            }
            tellDecided(known, in.slices(), rulings, verdict);
            if (before != null) {
                metrics.correction(known.application());
                if (tally != null) {
                    tally.correct(strand, in.slices(), before.outcome(), verdict.outcome());
                }
                return true;
            }
            metrics.judged(known.application(), verdict.category(), verdict.evaluator(), verdict.outcome());
            Standing standing = verdict.outcome().isTrial() ? standing(known, strand, verdict) : Standing.SHOWN;
            if (tally != null) {
                tally.count(
                        strand, in.slices(), verdict.outcome(), standing, counted.judgedAt(), verdict.interactionId());
                observeFeatures(verdict, strand, standing, in, tally);
            }
            return true;
        }

        private Strand strand(String application, CountedVerdict verdict) {
            return new Strand(
                    new Series(verdict.category(), verdict.evaluator()),
                    admittedVersion(application, verdict.evaluator(), verdict.evaluatorVersion()));
        }

        /** Counts the pairs that a verdict has made, and takes back those that are no more. */
        private void compare(KnownInteraction known, List<Comparison> before) {
            List<Comparison> now = known.comparisons();
            for (Comparison comparison : KnownInteraction.without(before, now)) {
                compare(known.application(), comparison, !comparison.isMade());
            }
            for (Comparison comparison : KnownInteraction.without(now, before)) {
                compare(known.application(), comparison, comparison.isMade());
            }
        }

        private void compare(String application, Comparison comparison, boolean isMade) {
            Pair pair = comparison.pair();
            Tally tally = tallyAt(application, pair.at(), comparison.at());
            if (tally == null) {
                return;
            }
            Compared compared = compared(application, pair);
            Outcome evaluator = pair.evaluator().outcome();
            Outcome reference = pair.reference().outcome();
            if (isMade) {
                tally.compare(compared, evaluator, reference);
            } else {
                tally.retract(compared, evaluator, reference);
            }
        }

        private Compared compared(String application, Pair pair) {
            return new Compared(
                    strand(application, pair.evaluator()), pair.reference().source());
        }

        /** Tells of a failure that single failures are watched for: at once where it is confirmed, else for review. */
        private void raise(KnownInteraction known, List<SliceKey> slices, Verdict verdict, CountedVerdict counted) {
            for (CriticalRule rule : criticalRules(known.application())) {
                SortedSet<Group> groups = groups(slices);
                if (rule.concerns(counted, groups) && rule.trusts(counted)) {
                    report(
                            known.application(),
                            new Confirmed(
                                    known.application(),
                                    rule.id(),
                                    verdict.interactionId(),
                                    verdict.judgedAt(),
                                    heardAt(verdict.judgedAt()),
                                    verdict.category(),
                                    verdict.evaluator(),
                                    verdict.source(),
                                    verdict.confidence()));
                    soon.commitSoon();
                } else if (rule.concerns(counted, groups)) {
                    doubt(rule, known, groups, verdict);
                }
            }
        }

        /** Tells of a confirmed failure that was none after all, unless somebody else confirms it. */
        private void withdraw(KnownInteraction known, List<SliceKey> slices, Verdict verdict, CountedVerdict before) {
            for (CriticalRule rule : criticalRules(known.application())) {
                SortedSet<Group> groups = groups(slices);
                if (rule.concerns(before, groups)
                        && rule.trusts(before)
                        && !rule.isConfirmedBy(known.counted().values(), groups)) {
                    report(
                            known.application(),
                            new Withdrawn(
                                    known.application(),
                                    rule.id(),
                                    verdict.interactionId(),
                                    heardAt(verdict.judgedAt()),
                                    verdict.category(),
                                    verdict.evaluator(),
                                    verdict.source()));
                }
            }
        }

        private List<CriticalRule> criticalRules(String application) {
            return policies.policyOf(application).rules().stream()
                    .map(DeclaredRule::rule)
                    .filter(CriticalRule.class::isInstance)
                    .map(CriticalRule.class::cast)
                    .toList();
        }

        private void report(String application, Report report) {
            long now = context().currentSystemTimeMs();
            context().forward(new Record<>(application, new Observed.Reported(report), now));
        }

        /** When it was judged; what comes too late for its pane is heard where event time is. */
        private Instant heardAt(Instant judgedAt) {
            return tallies.isTooLate(judgedAt, watermark()) ? Instant.ofEpochMilli(watermark()) : judgedAt;
        }

        /** Counts an interaction for review, once; unless it is known already what to think of it. */
        private void doubt(CriticalRule rule, KnownInteraction known, SortedSet<Group> groups, Verdict verdict) {
            boolean decided = verdict.source() != Source.HUMAN
                    && rule.ruling(known.counted().values(), groups) != Ruling.OPEN;
            if (decided || known.doubted().containsKey(rule.id())) {
                return;
            }
            // nothing is dropped: what comes too late for its own pane counts in the one that is open
            Instant open = Instant.ofEpochMilli(Math.max(verdict.judgedAt().toEpochMilli(), watermark()));
            Tally tally = Objects.requireNonNull(tallies.at(known.application(), open, watermark()));
            Doubt doubt = new Doubt(
                    verdict.judgedAt(),
                    verdict.interactionId(),
                    verdict.evaluator(),
                    verdict.verdictId(),
                    known.reference());
            groups.stream().filter(rule::reviews).forEach(group -> tally.doubt(new Doubted(rule.id(), group), doubt));
            known.doubted().put(rule.id(), open);
        }

        /** By the id of the rule, what is known of a failure that was counted for review; most interactions have none. */
        private Map<String, Ruling> rulings(KnownInteraction known, List<SliceKey> slices) {
            if (known.doubted().isEmpty()) {
                return Map.of();
            }
            SortedSet<Group> groups = groups(slices);
            Map<String, Ruling> rulings = new HashMap<>();
            for (CriticalRule rule : criticalRules(known.application())) {
                rulings.put(rule.id(), rule.ruling(known.counted().values(), groups));
            }
            return rulings;
        }

        /** Tells what a verdict has decided of a failure that was counted for review. */
        private void tellDecided(
                KnownInteraction known, List<SliceKey> slices, Map<String, Ruling> before, Verdict verdict) {
            if (known.doubted().isEmpty()) {
                return;
            }
            SortedSet<Group> groups = groups(slices);
            for (CriticalRule rule : criticalRules(known.application())) {
                Instant doubtedAt = known.doubted().get(rule.id());
                Ruling was = before.getOrDefault(rule.id(), Ruling.OPEN);
                Ruling is = rule.ruling(known.counted().values(), groups);
                if (doubtedAt != null && was != is) {
                    report(
                            known.application(),
                            new Decided(
                                    known.application(),
                                    rule.id(),
                                    verdict.category(),
                                    verdict.interactionId(),
                                    doubtedAt,
                                    groups.stream().filter(rule::reviews).toList(),
                                    was,
                                    is,
                                    verdict.evaluator(),
                                    verdict.judgedAt()));
                }
            }
        }

        /** Answers what is asked about an interaction, if it lies here. */
        private void answer(Inquiry inquiry) {
            if (latest == Watermark.NONE) {
                return;
            }
            contexts.find(inquiry.interactionId(), Instant.ofEpochMilli(latest), latest)
                    .map(Remembered.Entry::value)
                    .filter(known -> known.application().equals(inquiry.application()))
                    .ifPresent(known -> answer(inquiry, known));
        }

        private void answer(Inquiry inquiry, KnownInteraction known) {
            if (inquiry instanceof Inquiry.Flag flag) {
                context()
                        .forward(new Record<>(
                                flag.interactionId(),
                                new Observed.Flagged(new Flagged(flag, known)),
                                context().currentSystemTimeMs()));
                return;
            }
            Inquiry.Decide decide = (Inquiry.Decide) inquiry;
            if (Instant.ofEpochMilli(context().currentSystemTimeMs()).isBefore(decide.until())) {
                decide(decide.decision(), known); // else it is refused
            }
        }

        private void decide(ReviewDecision decision, KnownInteraction known) {
            String key = known.key(decision.interactionId());
            ReviewDecision.Result result = decision.on(known);
            String problem = result.problem();
            Instant at = decision.said().at();
            if (contexts.find(decision.interactionId(), at, Math.max(latest, at.toEpochMilli()))
                    .isEmpty()) {
                problem = "at " + at + " is more than " + config.verdictHorizon() + " away from interaction "
                        + decision.interactionId()
                        + ", so that no verdict can find it; at is in the time of the events";
            } else if (ToHome.partitionOf(key.getBytes(StandardCharsets.UTF_8), partitions) != partition()) {
                problem = "the message key of interaction " + decision.interactionId()
                        + " is neither its conversation nor its own id, so no verdict can find it";
            }
            if (problem == null) {
                result.verdicts().forEach(verdict -> context()
                        .forward(new Record<>(
                                key,
                                new Observed.Decided(verdict),
                                verdict.judgedAt().toEpochMilli())));
            }
            report(
                    decision.application(),
                    new Answered(decision.application(), decision.said().commandId(), problem));
        }

        private static SortedSet<Group> groups(List<SliceKey> slices) {
            SortedSet<Group> groups = new TreeSet<>();
            for (SliceKey slice : slices) {
                groups.add(slice.group());
                if (slice.release() != null) {
                    groups.add(new Group(Group.RELEASE, slice.release()));
                }
            }
            return groups;
        }

        private void observeFeatures(Interaction interaction, CountedIn in, Tally tally) {
            in.features().forEach((feature, positions) -> {
                switch (feature.kind()) {
                    case LABEL -> {
                        String category = admittedCategory(interaction, feature.name());
                        tally.observe(
                                new Facet(feature, null), in.slices(), positions, seen -> seen.addLabel(category));
                    }
                    case MEASURE -> {
                        Double value = interaction.measures().get(feature.name());
                        tally.observe(new Facet(feature, null), in.slices(), positions, seen -> seen.addMeasure(value));
                    }
                    case SCORE, SEVERITY -> {} // come with the verdicts
                }
            });
        }

        private void observeFeatures(Verdict verdict, Strand strand, Standing standing, CountedIn in, Tally tally) {
            if (in.features().isEmpty()) {
                return;
            }
            observe(Feature.score(strand.series()), strand, in, tally, seen -> seen.addScore(verdict.score()));
            if (verdict.outcome().isTrial()) {
                String loss = LossRule.label(verdict.outcome(), verdict.severity(), standing);
                observe(Feature.severity(strand.series()), strand, in, tally, seen -> seen.addLabel(loss));
            }
        }

        private static void observe(
                Feature feature, Strand strand, CountedIn in, Tally tally, Consumer<Distribution> value) {
            int[] positions = in.features().get(feature);
            if (positions != null) {
                tally.observe(new Facet(feature, strand.version()), in.slices(), positions, value);
            }
        }

        private @Nullable String admittedCategory(Interaction interaction, String label) {
            String category = interaction.labels().get(label);
            if (category == null) {
                return null;
            }
            KnownGroups known = known(interaction.application());
            int max =
                    policies.policyOf(interaction.application()).segmentation().maxGroups();
            KnownGroups.Outcome outcome = known.admitCategory(label, category, max);
            if (outcome == KnownGroups.Outcome.NEW || outcome == KnownGroups.Outcome.SEEN_AGAIN) {
                groups.changed(interaction.application(), known);
            } else if (outcome == KnownGroups.Outcome.OVERFLOW) {
                metrics.groupOverflow(interaction.application(), label);
            }
            return outcome == KnownGroups.Outcome.OVERFLOW ? Group.OTHER : category;
        }

        /** What a trial is to the detectors; changes what those of its conversation are that it should have come before. */
        private Standing standing(KnownInteraction known, Strand strand, Verdict verdict) {
            String conversation = known.conversationId();
            if (conversation == null) {
                return Standing.FIRST;
            }
            Trial trial = new Trial(
                    verdict.judgedAt(),
                    verdict.interactionId(),
                    strand.version(),
                    verdict.outcome() == Outcome.FAIL,
                    verdict.severity());
            return conversations.standing(
                    known.application(),
                    conversation,
                    strand.series(),
                    trial,
                    latest,
                    watermark(),
                    (after, from, to) -> restate(
                            after.interactionId().equals(verdict.interactionId()) ? known : known(after),
                            strand.series(),
                            after,
                            from,
                            to));
        }

        private @Nullable KnownInteraction known(Trial trial) {
            return contexts.find(trial.interactionId(), trial.at(), latest)
                    .map(Remembered.Entry::value)
                    .orElse(null);
        }

        private void restate(@Nullable KnownInteraction known, Series series, Trial trial, Standing from, Standing to) {
            Tally tally = known == null ? null : tallyAt(known.application(), trial.at());
            if (known == null || tally == null) {
                return; // too late for detectors
            }
            CountedIn in = slicesOf(known);
            Strand strand = new Strand(series, trial.version());
            tally.restate(strand, in.slices(), trial.failed(), from, to);
            Outcome outcome = trial.failed() ? Outcome.FAIL : Outcome.PASS;
            String was = LossRule.label(outcome, trial.severity(), from);
            String is = LossRule.label(outcome, trial.severity(), to);
            observe(Feature.severity(series), strand, in, tally, seen -> seen.relabel(was, is));
        }

        /**
         * The tally in which a verdict changes what counts at a time. Where that is in an earlier pane than its own, which may
         * have been judged by now, it counts as a correction that comes with its own pane.
         */
        private @Nullable Tally tallyAt(String application, Instant time, Instant said) {
            long pane = panes.startOf(time);
            if (panes.startOf(said) <= pane) {
                return tallyAt(application, time);
            }
            Tally own = tallyAt(application, said);
            return own == null ? null : own.correctionOf(pane);
        }

        private @Nullable Tally tallyAt(String application, Instant time) {
            return tallies.at(application, time, watermark());
        }

        /** The same for the same segments, so that counting need not look its slices up again and again. */
        private CountedIn slicesOf(KnownInteraction known) {
            if (sliceLists.size() > MAX_SLICE_LISTS || policies.declared() != slicedBy) {
                sliceLists.clear();
                slicedBy = policies.declared();
            }
            Segments segments = new Segments(known.application(), known.release(), known.segments());
            CountedIn in = sliceLists.get(segments);
            return in != null ? in : admit(segments);
        }

        private CountedIn admit(Segments of) {
            Policy policy = policies.policyOf(of.application());
            Segmentation segmentation = policy.segmentation();
            String release = of.release() == null
                    ? null
                    : admit(of.application(), new Group(Group.RELEASE, of.release()), segmentation.maxGroups())
                            .name();
            boolean overflown = !Objects.equals(release, of.release());
            List<SliceKey> admitted = new ArrayList<>();
            for (Group group : segmentation.groupsOf(of.segments())) {
                Group counted = admit(of.application(), group, segmentation.maxGroups());
                overflown |= counted != group;
                SliceKey key = new SliceKey(counted, release);
                if (counted == group || !admitted.contains(key)) {
                    admitted.add(key);
                }
            }
            CountedIn in = CountedIn.of(admitted, policy);
            if (!overflown) { // else every one of them is to be counted as such
                sliceLists.put(of, in);
            }
            return in;
        }

        private @Nullable String admittedVersion(String application, String evaluator, @Nullable String version) {
            if (version == null) {
                return null;
            }
            Group group = Group.version(evaluator, version);
            Group counted = admit(application, group, Segmentation.DEFAULT.maxGroups());
            return counted == group ? version : Group.OTHER;
        }

        private Group admit(String application, Group group, int maxGroups) {
            if (group.isAll()) {
                return group;
            }
            KnownGroups known = known(application);
            switch (known.admit(group, maxGroups)) {
                case NEW, SEEN_AGAIN -> groups.changed(application, known);
                case OVERFLOW -> {
                    metrics.groupOverflow(application, group.dimension());
                    return known.overflowOf(group);
                }
                case KNOWN -> {}
            }
            return group;
        }

        private KnownGroups known(String application) {
            KnownGroups known = groups.get(application);
            if (known == null) {
                known = new KnownGroups((int) day());
                groups.changed(application, known);
            }
            return known;
        }

        private long watermark() {
            long home = latestAtHome == Watermark.NONE
                    ? Watermark.NONE
                    : latestAtHome - config.outOfOrder().toMillis();
            long here = strays == NOT_AWAITED ? home : quietAtHome ? strays : Math.min(home, strays);
            return Math.max(sentWatermark, here);
        }

        private void awaitStrays(long nowMillis) {
            strays = others.isIdle(nowMillis) ? NOT_AWAITED : others.advance(nowMillis);
        }

        private boolean isQuietSince(long arrivalMillis, long nowMillis) {
            return readings.upstream().silence(partition(), arrivalMillis, nowMillis)
                    >= config.idleAfter().toMillis();
        }

        /** Tallies first, the watermark last, so that it never overtakes what it covers. */
        private void flush(long nowMillis) {
            awaitStrays(nowMillis);
            reading().look(nowMillis);
            noteReading();
            quietAtHome = latestAtHome == Watermark.NONE && reading().latest() == Watermark.NONE
                    || isQuietSince(lastArrivalAtHomeMillis, nowMillis);
            tallies.send(snapshot -> context()
                    .forward(new Record<>(snapshot.application(), new Observed.Reported(snapshot), nowMillis)));
            sendWatermark(nowMillis);
            tallies.close(watermark());
            for (Received expired : earlyVerdicts.takeExpired(Math.min(latest, strays))) {
                metrics.refused(RefusalReason.NO_INTERACTION);
                context().forward(new Record<>("", new Observed.Refused(noInteraction(expired)), nowMillis));
            }
            gauges.eventTime(Stage.OBSERVE, partition(), sentWatermark);
            alive.punctuated(context().taskId(), nowMillis);
        }

        private void sendWatermark(long nowMillis) {
            boolean idle = strays == NOT_AWAITED && isQuietSince(lastArrivalMillis, nowMillis);
            long watermark = watermark();
            if (idle && latest != Watermark.NONE) {
                // nothing more is expected, so what was seen is complete
                watermark = Math.max(watermark, panes.endOf(panes.startOf(Instant.ofEpochMilli(latest))));
            }
            boolean moved = watermark != sentWatermark || idle != sentIdle;
            if (!moved
                    && (++sendingsSinceWatermark < SIGN_OF_LIFE
                            || readings.upstream().isAway(partition(), nowMillis))) {
                return;
            }
            sendingsSinceWatermark = 0;
            sentWatermark = watermark;
            sentIdle = idle;
            Watermark report = new Watermark(partition(), partitions, watermark, idle);
            context().forward(new Record<>("", new Observed.Reported(report), nowMillis));
        }

        private Received noInteraction(Received early) {
            // what was accepted once may be refused when it is read again: the limits may have changed
            String of = early.event() instanceof Verdict verdict ? " " + verdict.interactionId() : "";
            String detail = "no interaction" + of + " came within " + config.earlyVerdicts()
                    + " of event time; a verdict needs the message key of its interaction";
            return early.refused(
                    new Refusal(RefusalReason.NO_INTERACTION, detail),
                    Objects.requireNonNull(early.origin()),
                    early.key());
        }

        @Override
        public void close() {
            gauges.close();
            alive.ended(context().taskId());
        }

        private Origin origin() {
            RecordMetadata metadata = context().recordMetadata().orElseThrow();
            return new Origin(metadata.topic(), metadata.partition(), metadata.offset());
        }
    }
}
