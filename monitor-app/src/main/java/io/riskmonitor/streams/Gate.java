package io.riskmonitor.streams;

import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.wire.Origin;
import io.riskmonitor.wire.Received;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Sends on records as they are, those with something wrong refused. */
final class Gate extends ContextualProcessor<byte[], byte[], byte[], Received> {

    /** What is wrong with a record; null where nothing is. */
    @FunctionalInterface
    interface Check {
        @Nullable
        Refusal refusalOf(byte @Nullable [] key, byte @Nullable [] value);
    }

    private final Check check;
    private final RiskMetrics metrics;

    Gate(Check check, RiskMetrics metrics) {
        this.check = check;
        this.metrics = metrics;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Received received = new Received(null, record.key(), record.value(), null, null);
        Refusal refusal = check.refusalOf(record.key(), record.value());
        if (refusal != null) {
            metrics.refused(refusal.reason());
            RecordMetadata from = context().recordMetadata().orElseThrow();
            Origin origin = new Origin(from.topic(), from.partition(), from.offset());
            received = received.refused(refusal, origin, record.key());
        }
        context().forward(record.withValue(received));
    }
}
