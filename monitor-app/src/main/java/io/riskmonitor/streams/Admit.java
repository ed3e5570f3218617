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
import java.time.InstantSource;
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
 * refused record with the one it had. Who may get strays hears how far this partition is; see {@link Lookout}.
 */
record Admit(
        MonitorConfig.Observe config,
        Admission admission,
        RefusalCircuit circuit,
        InstantSource clock,
        int partitions,
        RiskMetrics metrics,
        Readings readings)
        implements ProcessorSupplier<byte[], Received, byte[], Received> {

    @Override
    public Processor<byte[], Received, byte[], Received> get() {
        return new Gate();
    }

    /** Whether it goes to other partitions; only a record without key has an origin although it is at home. */
    static boolean isForOthers(byte[] key, Received received, int partitions) {
        Origin origin = received.origin();
        boolean stray = origin != null && ToHome.partitionOf(key, partitions) != origin.partition();
        return stray || received.event() instanceof Watermark;
    }

    private final class Gate extends ContextualProcessor<byte[], Received, byte[], Received> {

        private Reading reading;
        private Lookout lookout;

        @Override
        public void init(ProcessorContext<byte[], Received> context) {
            super.init(context);
            int partition = context.taskId().partition();
            long now = context.currentSystemTimeMs();
            reading = readings.begin(partition, now);
            lookout = new Lookout(config, readings.upstream(), reading, partition, partitions, now);
            if (partitions > 1) {
                context.schedule(config.flushEvery(), PunctuationType.WALL_CLOCK_TIME, this::look);
            }
        }

        private void look(long nowMillis) {
            Watermark watermark = lookout.watermark(nowMillis);
            if (lookout.isNews(watermark, nowMillis)) {
                Received report = new Received(null, null, null, watermark, null);
                context().forward(new Record<>(new byte[0], report, lookout.latest()));
            }
        }

        @Override
        public void process(Record<byte[], Received> record) {
            RecordMetadata metadata = metadata();
            long now = context().currentSystemTimeMs();
            circuit.received(metadata.topic());
            reading.passed(metadata.topic(), metadata.offset(), now);
            Received received = record.value();
            Refusal refusal = received.refusal();
            if (refusal == null) {
                refusal = refusalOf(received.accepted());
            }
            if (refusal != null) {
                Origin origin = origin();
                circuit.refused(refusal, origin, now);
                metrics.refused(refusal.reason());
                context().forward(record.withValue(received.refused(refusal, origin, record.key())));
                return;
            }
            byte @Nullable [] key = record.key();
            byte[] home = key != null ? key : keyOf(received.accepted()).getBytes(StandardCharsets.UTF_8);
            boolean stray = ToHome.partitionOf(home, partitions) != metadata.partition();
            reading.reached(metadata.topic(), EventTime.of(received.accepted()).toEpochMilli());
            lookout.arrived(stray, now);
            if (stray) {
                metrics.stray();
            }
            context()
                    .forward(
                            stray || key == null
                                    ? record.withKey(home).withValue(received.from(origin(), key))
                                    : record);
        }

        private @Nullable Refusal refusalOf(Object event) {
            Instant now = clock.instant();
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
