package io.riskmonitor.streams;

import io.riskmonitor.gold.GoldCase;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.wire.Origin;
import io.riskmonitor.wire.Received;
import io.riskmonitor.wire.Wire;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Lets valid gold cases through, and deletions; refuses the others with everything that is wrong with them. */
record AdmitGold(String topic, Wire wire, RiskMetrics metrics)
        implements ProcessorSupplier<byte[], byte[], byte[], Received> {

    @Override
    public Processor<byte[], byte[], byte[], Received> get() {
        return new Gate();
    }

    private final class Gate extends ContextualProcessor<byte[], byte[], byte[], Received> {

        @Override
        public void process(Record<byte[], byte[]> record) {
            Received received = new Received(null, record.key(), record.value(), null, null);
            Refusal refusal = refusalOf(record.key(), record.value());
            if (refusal != null) {
                metrics.refused(refusal.reason());
                RecordMetadata from = context().recordMetadata().orElseThrow();
                Origin origin = new Origin(from.topic(), from.partition(), from.offset());
                received = received.refused(refusal, origin, record.key());
            }
            context().forward(record.withValue(received));
        }

        private @Nullable Refusal refusalOf(byte @Nullable [] key, byte @Nullable [] value) {
            if (key == null) {
                return new Refusal(RefusalReason.MISSING_ID, "the message key must be the case id");
            }
            if (value == null) {
                return null; // deletes the case
            }
            Received read = wire.readGoldCase(topic, key, value);
            if (read.refusal() != null) {
                return read.refusal();
            }
            String caseId = ((GoldCase) read.accepted()).caseId();
            String name = new String(key, StandardCharsets.UTF_8);
            return caseId.equals(name)
                    ? null
                    : new Refusal(
                            RefusalReason.INVALID_VALUE,
                            "the message key must be the case id " + caseId + ", got " + name);
        }
    }
}
