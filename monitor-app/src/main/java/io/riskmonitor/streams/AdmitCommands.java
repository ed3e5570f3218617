package io.riskmonitor.streams;

import io.riskmonitor.alert.Instruction;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.wire.Origin;
import io.riskmonitor.wire.Received;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Sends a command on its way to where the alerts of its application are, whatever its key; one that cannot be read goes on
 * refused, with the key it had.
 */
final class AdmitCommands extends ContextualProcessor<byte[], Received, byte[], Received> {

    private final Duration allowedSkew;
    private final RiskMetrics metrics;

    /** @param allowedSkew how far ahead of the clock a command may be given */
    AdmitCommands(Duration allowedSkew, RiskMetrics metrics) {
        this.allowedSkew = allowedSkew;
        this.metrics = metrics;
    }

    @Override
    public void process(Record<byte[], Received> record) {
        Received received = record.value();
        RecordMetadata metadata = context().recordMetadata().orElseThrow();
        Origin origin = new Origin(metadata.topic(), metadata.partition(), metadata.offset());
        Refusal refusal =
                received.refusal() != null ? received.refusal() : implausible((Instruction) received.accepted());
        if (refusal != null) {
            metrics.refused(refusal.reason());
            context().forward(record.withValue(received.refused(refusal, origin, record.key())));
        } else {
            context()
                    .forward(record.withKey(((Instruction) received.accepted())
                                    .application()
                                    .getBytes(StandardCharsets.UTF_8))
                            .withValue(received.from(origin, record.key())));
        }
    }

    /** What is said to be given in the future; nothing could be counted from there. */
    private @Nullable Refusal implausible(Instruction command) {
        Instant at = command.said().at();
        Instant now = Instant.ofEpochMilli(context().currentSystemTimeMs());
        return at.isAfter(now.plus(allowedSkew))
                ? new Refusal(
                        RefusalReason.INVALID_COMMAND,
                        "at is ahead of the clock by more than " + allowedSkew + ": " + at)
                : null;
    }
}
