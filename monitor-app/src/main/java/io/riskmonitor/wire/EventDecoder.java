package io.riskmonitor.wire;

import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events on the input topics, commands and gold cases. What cannot be read becomes a refusal and not an exception, which would stop a
 * stream thread.
 *
 * @param maxBytes longest value, in bytes
 */
record EventDecoder(AvroReader avro, int maxBytes) {

    Received decodeInteraction(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        return decode(topic, key, value, io.riskmonitor.schema.Interaction.getClassSchema());
    }

    Received decodeVerdict(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        return decode(topic, key, value, io.riskmonitor.schema.Verdict.getClassSchema());
    }

    Received decodeCommand(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        return decode(topic, key, value, io.riskmonitor.schema.Command.getClassSchema());
    }

    Received decodeGoldCase(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        return decode(topic, key, value, io.riskmonitor.schema.GoldCase.getClassSchema());
    }

    private Received decode(String topic, byte @Nullable [] key, byte @Nullable [] value, Schema schema) {
        if (value == null) {
            return refused(key, null, RefusalReason.UNDECODABLE, "the value is null");
        }
        if (value.length > maxBytes) {
            return refused(
                    key, value, RefusalReason.TOO_LARGE, value.length + " bytes, at most " + maxBytes + " are allowed");
        }
        try {
            Object event = event(avro.decode(topic, value, schema));
            return event instanceof Refusal refusal
                    ? new Received(null, key, value, null, refusal)
                    : new Received(null, key, value, event, null);
        } catch (SerializationException e) {
            if (RegistryTrouble.isCauseOf(e)) {
                throw e; // about to stop: the record is not committed and will be read again
            }
            return refused(key, value, RefusalReason.UNDECODABLE, RegistryTrouble.rootMessage(e));
        }
    }

    private static Object event(Object record) {
        if (record instanceof io.riskmonitor.schema.Command command) {
            return Commands.read(command);
        }
        if (record instanceof io.riskmonitor.schema.GoldCase goldCase) {
            return GoldCases.read(goldCase);
        }
        return record instanceof io.riskmonitor.schema.Interaction interaction
                ? Events.interaction(interaction)
                : Events.verdict((io.riskmonitor.schema.Verdict) record);
    }

    private static Received refused(
            byte @Nullable [] key, byte @Nullable [] value, RefusalReason reason, String detail) {
        return new Received(null, key, value, null, new Refusal(reason, detail));
    }
}
