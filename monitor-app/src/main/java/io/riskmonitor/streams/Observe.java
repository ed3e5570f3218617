package io.riskmonitor.streams;

import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.interaction.Interaction;
import io.riskmonitor.interaction.KnownInteraction;
import io.riskmonitor.interaction.KnownInteraction.CountedVerdict;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.interaction.Verdict;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.pane.Panes;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Watermark;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.KnownGroups;
import io.riskmonitor.segment.Segmentation;
import io.riskmonitor.segment.Series;
import io.riskmonitor.wire.EarlyVerdict;
import io.riskmonitor.wire.Origin;
import io.riskmonitor.wire.PaneKey;
import io.riskmonitor.wire.Received;
import io.riskmonitor.wire.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
 * panes, and tells the judges every half second what changed and how far it is.
 */
record Observe(MonitorConfig.Observe config, int partitions, Wire wire, PolicyBook policies, RiskMetrics metrics)
        implements ProcessorSupplier<byte[], Received, String, Observed> {

    static final String CONTEXTS = "contexts";
    static final String FAILED_CONVERSATIONS = "failed-conversations";
    static final String EARLY_VERDICTS = "early-verdicts";
    static final String TALLIES = "tallies";
    static final String GROUPS = "groups";
    static final String PROGRESS = "progress";

    /** Sendings after which the watermark is repeated though it did not move: a sign of life. */
    private static final int SIGN_OF_LIFE = 10;

    private static final String LATEST = "latest";
    private static final int MAX_CLEAN = 1_000;

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                Remembered.builder(CONTEXTS, wire.knownInteraction(), config.verdictHorizon()),
                Remembered.builder(FAILED_CONVERSATIONS, Serdes.Long(), config.conversationHorizon()),
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

    private final class Observer extends ContextualProcessor<byte[], Received, String, Observed> {

        private Remembered<KnownInteraction> contexts;
        private Remembered<Long> failedConversations;
        private EarlyVerdicts earlyVerdicts;
        private Tallies tallies;
        private ObjectStore<String, KnownGroups> groups;
        private ObjectStore<String, Long> progress;

        private Inputs inputs;
        private long sentWatermark = Watermark.NONE;
        private boolean sentIdle;
        private int sendingsSinceWatermark = SIGN_OF_LIFE;

        @Override
        public void init(ProcessorContext<String, Observed> context) {
            super.init(context);
            WindowStore<String, KnownInteraction> known = context.getStateStore(CONTEXTS);
            WindowStore<String, Long> failed = context.getStateStore(FAILED_CONVERSATIONS);
            KeyValueStore<EarlyVerdict, Received> early = context.getStateStore(EARLY_VERDICTS);
            ObjectStore<PaneKey, Tally> stored = context.getStateStore(TALLIES);
            contexts = new Remembered<>(known, config.verdictHorizon());
            failedConversations = new Remembered<>(failed, config.conversationHorizon());
            earlyVerdicts = new EarlyVerdicts(early);
            tallies = new Tallies(stored, new Panes(config.pane()), config.lateness(), partition());
            groups = context.getStateStore(GROUPS);
            progress = context.getStateStore(PROGRESS);
            inputs = new Inputs(
                    partition(),
                    config.outOfOrder(),
                    config.idleAfter(),
                    Objects.requireNonNullElse(progress.get(LATEST), Watermark.NONE),
                    context.currentSystemTimeMs());
            context.schedule(config.flushEvery(), PunctuationType.WALL_CLOCK_TIME, this::flush);
        }

        private int partition() {
            return context().taskId().partition();
        }

        @Override
        public void process(Record<byte[], Received> record) {
            Received received = record.value();
            Object event = received.accepted();
            long nowMillis = context().currentSystemTimeMs();
            if (event instanceof Watermark mark) {
                inputs.mark(mark, nowMillis);
                return;
            }
            long time = EventTime.of(event).toEpochMilli();
            boolean isLatest = received.origin() == null ? inputs.home(time, nowMillis) : inputs.stray(time);
            if (isLatest) {
                progress.changed(LATEST, time);
            }
            if (event instanceof Interaction interaction) {
                observe(interaction);
            } else {
                observe((Verdict) event, received, record.key());
            }
        }

        private void observe(Interaction interaction) {
            String id = interaction.interactionId();
            var found = contexts.find(id, interaction.occurredAt(), inputs.latest());
            KnownInteraction known = found.isPresent() ? found.get().value() : KnownInteraction.of(interaction);
            List<Group> interactionGroups = groupsOf(known);
            if (found.isPresent()) {
                metrics.duplicate(known.application());
            } else {
                metrics.interaction(known.application());
                Tally tally = tallyAt(known.application(), interaction.occurredAt());
                if (tally != null) {
                    tally.see(interactionGroups);
                }
            }
            boolean changed = found.isEmpty();
            for (Verdict verdict : interaction.verdicts()) {
                changed |= count(known, interactionGroups, verdict);
            }
            for (Received early : earlyVerdicts.take(id)) {
                if (early.event() instanceof Verdict verdict) {
                    changed |= count(known, interactionGroups, verdict);
                }
            }
            if (changed && found.isPresent()) {
                contexts.put(id, found.get());
            } else if (changed && !isForgotten(interaction.occurredAt())) {
                contexts.put(id, interaction.occurredAt(), known);
            }
        }

        private void observe(Verdict verdict, Received received, byte @Nullable [] key) {
            var found = contexts.find(verdict.interactionId(), verdict.judgedAt(), inputs.latest());
            if (found.isEmpty()) {
                long expiresAt = verdict.judgedAt().plus(config.earlyVerdicts()).toEpochMilli();
                Received parked = received.origin() != null ? received : received.from(origin(), key);
                earlyVerdicts.park(new EarlyVerdict(verdict.interactionId(), verdict.verdictId(), expiresAt), parked);
            } else if (count(found.get().value(), groupsOf(found.get().value()), verdict)) {
                contexts.put(verdict.interactionId(), found.get());
            }
        }

        /** Whether it is so old that the store would drop it, with a warning per record. */
        private boolean isForgotten(Instant time) {
            return time.toEpochMilli()
                    < inputs.latest() - config.verdictHorizon().toMillis();
        }

        /** Counts a verdict unless it was counted; says whether what is known of the interaction has changed. */
        private boolean count(KnownInteraction known, List<Group> interactionGroups, Verdict verdict) {
            CountedVerdict before = known.counted().get(verdict.verdictId());
            if (before != null && before.outcome() == verdict.outcome()) {
                metrics.duplicate(known.application());
                return false;
            }
            Instant at = before != null ? before.judgedAt() : verdict.judgedAt();
            String version = before != null ? before.evaluatorVersion() : verdict.evaluatorVersion();
            known.counted().put(verdict.verdictId(), new CountedVerdict(verdict.outcome(), at, version));
            List<Group> all =
                    withEvaluatorVersion(known.application(), interactionGroups, verdict.evaluator(), version);
            Series series = new Series(verdict.category(), verdict.evaluator());
            Tally tally = tallyAt(known.application(), at);
            if (before != null) {
                metrics.correction(known.application());
                if (tally != null) {
                    tally.correct(series, all, before.outcome(), verdict.outcome());
                }
                return true;
            }
            metrics.judged(known.application(), verdict.category(), verdict.evaluator(), verdict.outcome());
            boolean kept = verdict.outcome().isTrial() && keep(known, series, verdict);
            if (tally != null) {
                tally.count(series, all, verdict.outcome(), kept, at, verdict.interactionId());
            }
            return true;
        }

        /** Whether the conversation had not failed before; remembers it if it fails now. */
        private boolean keep(KnownInteraction known, Series series, Verdict verdict) {
            if (known.conversationId() == null) {
                return true;
            }
            String conversation = String.join(
                    "\0",
                    known.application(),
                    known.conversationId(),
                    series.category().name(),
                    series.evaluator());
            if (failedConversations
                    .find(conversation, verdict.judgedAt(), inputs.latest())
                    .isPresent()) {
                return false;
            }
            if (verdict.outcome() == Outcome.FAIL) {
                failedConversations.put(
                        conversation, verdict.judgedAt(), verdict.judgedAt().toEpochMilli());
            }
            return true;
        }

        private @Nullable Tally tallyAt(String application, Instant time) {
            Tally tally = tallies.at(application, time, watermark());
            if (tally == null) {
                metrics.late(application);
            }
            return tally;
        }

        private List<Group> groupsOf(KnownInteraction known) {
            Segmentation segmentation = policies.policyOf(known.application()).segmentation();
            List<Group> wanted = segmentation.groupsOf(known.release(), known.segments());
            List<Group> admitted = new ArrayList<>(wanted.size());
            for (Group group : wanted) {
                Group counted = admit(known.application(), group, segmentation.maxGroups());
                if (counted == group || !admitted.contains(counted)) {
                    admitted.add(counted);
                }
            }
            return admitted;
        }

        private List<Group> withEvaluatorVersion(
                String application, List<Group> groups, String evaluator, @Nullable String version) {
            if (version == null) {
                return groups;
            }
            List<Group> all = new ArrayList<>(groups);
            Group group = new Group(Group.EVALUATOR, evaluator + "@" + version);
            all.add(admit(application, group, Segmentation.DEFAULT.maxGroups()));
            return all;
        }

        private Group admit(String application, Group group, int maxGroups) {
            if (group.isAll()) {
                return group;
            }
            KnownGroups known = groups.get(application);
            if (known == null) {
                known = new KnownGroups();
                groups.changed(application, known);
            }
            switch (known.admit(group, maxGroups)) {
                case NEW -> groups.changed(application, known);
                case OVERFLOW -> {
                    metrics.groupOverflow(application, group.dimension());
                    return known.overflowOf(group);
                }
                case KNOWN -> {}
            }
            return group;
        }

        /** It never moves back. */
        private long watermark() {
            return Math.max(sentWatermark, inputs.watermark(context().currentSystemTimeMs()));
        }

        /** Tallies first, the watermark last, so that it never overtakes what it covers. */
        private void flush(long nowMillis) {
            tallies.send(snapshot -> context()
                    .forward(new Record<>(snapshot.application(), new Observed.Reported(snapshot), nowMillis)));
            sendWatermark(nowMillis);
            tallies.close(watermark());
            for (Received expired : earlyVerdicts.takeExpired(inputs.latest())) {
                metrics.refused(RefusalReason.NO_INTERACTION);
                context().forward(new Record<>("", new Observed.Refused(noInteraction(expired)), nowMillis));
            }
        }

        private void sendWatermark(long nowMillis) {
            boolean idle = inputs.isIdle(nowMillis);
            long latest = inputs.latest();
            long watermark = watermark();
            if (idle && latest != Watermark.NONE) {
                // nothing more is expected, so what was seen is complete
                Panes panes = new Panes(config.pane());
                watermark = Math.max(watermark, panes.endOf(panes.startOf(Instant.ofEpochMilli(latest))));
            }
            boolean moved = watermark != sentWatermark || idle != sentIdle;
            if (!moved && ++sendingsSinceWatermark < SIGN_OF_LIFE) {
                return;
            }
            sendingsSinceWatermark = 0;
            sentWatermark = watermark;
            sentIdle = idle;
            Watermark report = new Watermark(partition(), partitions, watermark, idle);
            context().forward(new Record<>("", new Observed.Reported(report), nowMillis));
        }

        private Received noInteraction(Received early) {
            Verdict verdict = (Verdict) Objects.requireNonNull(early.event());
            String detail = "no interaction " + verdict.interactionId() + " came within " + config.earlyVerdicts()
                    + " of event time; a verdict needs the message key of its interaction";
            return early.refused(
                    new Refusal(RefusalReason.NO_INTERACTION, detail),
                    Objects.requireNonNull(early.origin()),
                    early.key());
        }

        private Origin origin() {
            RecordMetadata metadata = context().recordMetadata().orElseThrow();
            return new Origin(metadata.topic(), metadata.partition(), metadata.offset());
        }
    }
}
