package io.riskmonitor.streams;

import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.interaction.Admission;
import io.riskmonitor.interaction.Interaction;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.interaction.Verdict;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.pane.Watermark;
import io.riskmonitor.wire.Origin;
import io.riskmonitor.wire.Received;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Accepts or refuses what was received, and finds strays: records that lie on another partition than their key says,
 * because their producer hashes keys in another way or sent none. A stray goes on with the key it should have had, a
 * refused record with the one it had.
 */
record Admit(MonitorConfig.Observe config, int partitions, RiskMetrics metrics)
        implements ProcessorSupplier<byte[], Received, byte[], Received> {

    /** Sendings after which a mark is repeated though it did not move: a sign of life. */
    private static final int SIGN_OF_LIFE = 10;

    @Override
    public Processor<byte[], Received, byte[], Received> get() {
        return new Gate();
    }

    /** A record that has to be moved: {@link Gate} gives it an origin, which one at home has not. Or a mark behind it. */
    static boolean isStray(Received received) {
        return received.isMark() || (received.origin() != null && !received.isRefused());
    }

    private final class Gate extends ContextualProcessor<byte[], Received, byte[], Received> {

        private final Admission admission = new Admission(config.allowedSkew());
        private long latest = Watermark.NONE;
        private long lastReadMillis;
        private boolean hasStrays;
        private @Nullable Watermark sent;
        private int sendingsSinceMark;

        @Override
        public void init(ProcessorContext<byte[], Received> context) {
            super.init(context);
            context.schedule(config.flushEvery(), PunctuationType.WALL_CLOCK_TIME, this::mark);
        }

        @Override
        public void process(Record<byte[], Received> record) {
            Received received = record.value();
            Refusal refusal = received.refusal();
            if (refusal == null) {
                refusal = refusalOf(received.accepted());
            }
            if (refusal != null) {
                metrics.refused(refusal.reason());
                context().forward(record.withValue(received.refused(refusal, origin(), record.key())));
                return;
            }
            latest = Math.max(latest, EventTime.of(received.accepted()).toEpochMilli());
            lastReadMillis = context().currentSystemTimeMs();
            byte @Nullable [] key = record.key();
            if (key != null && isAtHome(key)) {
                context().forward(record);
                return;
            }
            metrics.stray();
            hasStrays = true;
            byte[] home = key != null ? key : keyOf(received.accepted()).getBytes(StandardCharsets.UTF_8);
            context().forward(record.withKey(home).withValue(received.from(origin(), key)));
        }

        /** Says behind the strays how far this partition is, so that observers wait for them; see {@link Inputs}. */
        private void mark(long nowMillis) {
            if (!hasStrays) {
                return;
            }
            boolean idle = nowMillis - lastReadMillis >= config.idleAfter().toMillis();
            long reached = latest - config.outOfOrder().toMillis();
            Watermark mark = new Watermark(context().taskId().partition(), partitions, reached, idle);
            if (mark.equals(sent) && ++sendingsSinceMark < SIGN_OF_LIFE) {
                return;
            }
            sent = mark;
            sendingsSinceMark = 0;
            context().forward(new Record<>(new byte[0], Received.mark(mark), latest));
        }

        private @Nullable Refusal refusalOf(Object event) {
            Instant now = Instant.ofEpochMilli(context().currentSystemTimeMs());
            if (event instanceof Interaction interaction) {
                interaction.verdicts().forEach(this::noteUnknownSymbols);
                return admission.refusalOf(interaction, now).orElse(null);
            }
            Verdict verdict = (Verdict) event;
            noteUnknownSymbols(verdict);
            return admission.refusalOf(verdict, now).orElse(null);
        }

        private void noteUnknownSymbols(Verdict verdict) {
            if (verdict.category() == RiskCategory.UNSPECIFIED) {
                metrics.unknownSymbol("category");
            }
            if (verdict.source() == Source.OTHER) {
                metrics.unknownSymbol("source");
            }
        }

        private boolean isAtHome(byte[] key) {
            return ToHome.of(key, partitions) == metadata().partition();
        }

        private Origin origin() {
            RecordMetadata metadata = metadata();
            return new Origin(metadata.topic(), metadata.partition(), metadata.offset());
        }

        private RecordMetadata metadata() {
            return context().recordMetadata().orElseThrow();
        }
    }

    /** The key a record without one should have had; a verdict does not say its conversation. */
    private static String keyOf(Object event) {
        return event instanceof Interaction interaction ? interaction.key() : ((Verdict) event).interactionId();
    }
}
