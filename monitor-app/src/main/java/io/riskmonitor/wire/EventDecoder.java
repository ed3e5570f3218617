package io.riskmonitor.wire;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events on the input topics. What cannot be read becomes a refusal and not an exception, which would stop a
 * stream thread; while the registry cannot be reached it waits, for then nothing is wrong with the record.
 */
final class EventDecoder {

    private final KafkaAvroDeserializer avro = new KafkaAvroDeserializer();
    private final int maxBytes;
    private final RegistryTrouble registry;

    /**
     * @param registrySettings of the schema registry client
     * @param maxBytes longest value, in bytes
     */
    EventDecoder(Map<String, ?> registrySettings, int maxBytes, RegistryTrouble registry) {
        Map<String, Object> settings = new HashMap<>(registrySettings);
        settings.put(KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG, true);
        avro.configure(settings, false);
        this.maxBytes = maxBytes;
        this.registry = registry;
    }

    Received decodeInteraction(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        return decode(topic, key, value, io.riskmonitor.schema.Interaction.getClassSchema());
    }

    Received decodeVerdict(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        return decode(topic, key, value, io.riskmonitor.schema.Verdict.getClassSchema());
    }

    private Received decode(String topic, byte @Nullable [] key, byte @Nullable [] value, Schema schema) {
        if (value == null) {
            return refused(key, null, RefusalReason.UNDECODABLE, "the value is null");
        }
        if (value.length > maxBytes) {
            return refused(
                    key, value, RefusalReason.TOO_LARGE, value.length + " bytes, at most " + maxBytes + " are allowed");
        }
        if (value.length < 5 || value[0] != 0) {
            return refused(
                    key,
                    value,
                    RefusalReason.UNDECODABLE,
                    "not Confluent's wire format: a zero byte and a 4-byte schema id must come before the Avro data");
        }
        try {
            return new Received(null, key, value, event(read(topic, value, schema)), null);
        } catch (SerializationException e) {
            if (RegistryTrouble.isCauseOf(e)) {
                throw e; // about to stop: the record is not committed and will be read again
            }
            return refused(key, value, RefusalReason.UNDECODABLE, RegistryTrouble.rootMessage(e));
        }
    }

    private static Object event(Object record) {
        return record instanceof io.riskmonitor.schema.Interaction interaction
                ? Events.interaction(interaction)
                : Events.verdict((io.riskmonitor.schema.Verdict) record);
    }

    private SpecificRecord read(String topic, byte[] value, Schema schema) {
        try {
            return registry.patiently(() -> (SpecificRecord) avro.deserialize(topic, value, schema));
        } catch (SerializationException e) {
            throw e;
        } catch (RuntimeException e) {
            // damaged Avro data surfaces as almost any exception, and all of them mean the same here
            throw new SerializationException(RegistryTrouble.rootMessage(e), e);
        }
    }

    private static Received refused(
            byte @Nullable [] key, byte @Nullable [] value, RefusalReason reason, String detail) {
        return new Received(null, key, value, null, new Refusal(reason, detail));
    }
}
