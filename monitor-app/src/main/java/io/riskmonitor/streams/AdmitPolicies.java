package io.riskmonitor.streams;

import io.riskmonitor.document.Problem;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.PolicyReading;
import io.riskmonitor.wire.Received;
import io.riskmonitor.wire.RegistryTrouble;
import io.riskmonitor.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets valid policies through and refuses the others with everything that is wrong with them. Only what came through is
 * kept on the topic that instances read, so the last good version stays, also for an instance that starts later.
 */
record AdmitPolicies(String topic, Wire wire, RiskMetrics metrics)
        implements ProcessorSupplier<byte[], byte[], byte[], Received> {

    @Override
    public Processor<byte[], byte[], byte[], Received> get() {
        return new Gate(this::counted, metrics);
    }

    private @Nullable Refusal counted(byte @Nullable [] key, byte @Nullable [] value) {
        Refusal refusal = refusalOf(key, value);
        if (refusal != null) {
            metrics.policyRejected();
        }
        return refusal;
    }

    private @Nullable Refusal refusalOf(byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null) {
            return invalid("the message key must be the application");
        }
        if (value == null) {
            return null; // withdraws the policy
        }
        if (value.length > wire.maxRecordBytes()) {
            return new Refusal(
                    RefusalReason.TOO_LARGE,
                    value.length + " bytes, at most " + wire.maxRecordBytes() + " are allowed");
        }
        PolicyReading reading;
        try {
            reading = wire.readPolicy(topic, value);
        } catch (SerializationException e) {
            if (RegistryTrouble.isCauseOf(e)) {
                throw e; // about to stop: the record is not committed and will be read again
            }
            return new Refusal(RefusalReason.UNDECODABLE, String.valueOf(e.getMessage()));
        }
        if (!reading.problems().isEmpty()) {
            return invalid(reading.problems().stream().map(Problem::toString).collect(Collectors.joining("; ")));
        }
        String application = new String(key, StandardCharsets.UTF_8);
        return reading.policy()
                .filter(policy -> !policy.application().equals(application))
                .map(policy -> invalid(
                        "the message key is " + application + ", but the policy is for " + policy.application()))
                .orElse(null);
    }

    private static Refusal invalid(String detail) {
        return new Refusal(RefusalReason.INVALID_POLICY, detail);
    }
}
