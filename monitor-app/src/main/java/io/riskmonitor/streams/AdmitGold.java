package io.riskmonitor.streams;

import io.riskmonitor.gold.GoldCase;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.wire.Received;
import io.riskmonitor.wire.Wire;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.jspecify.annotations.Nullable;

/** Lets valid gold cases through, and deletions; refuses the others with everything that is wrong with them. */
record AdmitGold(String topic, Wire wire, RiskMetrics metrics)
        implements ProcessorSupplier<byte[], byte[], byte[], Received> {

    @Override
    public Processor<byte[], byte[], byte[], Received> get() {
        return new Gate(this::refusalOf, metrics);
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
                        RefusalReason.INVALID_VALUE, "the message key must be the case id " + caseId + ", got " + name);
    }
}
