package io.riskmonitor.streams;

import io.riskmonitor.alert.AlertCommand;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.review.ReviewDecision;
import io.riskmonitor.wire.Origin;
import io.riskmonitor.wire.Received;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Sends a command on its way to where the alerts of its application are, whatever its key; one that cannot be read goes on
 * refused, with the key it had.
 */
final class AdmitCommands extends ContextualProcessor<byte[], Received, byte[], Received> {

    private final RiskMetrics metrics;

    AdmitCommands(RiskMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void process(Record<byte[], Received> record) {
        Received received = record.value();
        RecordMetadata metadata = context().recordMetadata().orElseThrow();
        Origin origin = new Origin(metadata.topic(), metadata.partition(), metadata.offset());
        if (received.refusal() != null) {
            metrics.refused(received.refusal().reason());
            context().forward(record.withValue(received.refused(received.refusal(), origin, record.key())));
        } else {
            context()
                    .forward(record.withKey(applicationOf(received.accepted()).getBytes(StandardCharsets.UTF_8))
                            .withValue(received.from(origin, record.key())));
        }
    }

    private static String applicationOf(Object command) {
        return command instanceof ReviewDecision decision
                ? decision.application()
                : ((AlertCommand) command).application();
    }
}
