package io.riskmonitor.wire;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the events on the input topics. What cannot be read becomes a refusal and not an exception, which would stop a
 * stream thread; while the registry cannot be reached it waits, for then nothing is wrong with the record.
 */
final class EventDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(EventDecoder.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final KafkaAvroDeserializer avro = new KafkaAvroDeserializer();
    private final int maxBytes;
    private final BooleanSupplier stopping;

    /**
     * @param registry settings of the schema registry client
     * @param maxBytes longest value, in bytes
     * @param stopping whether to give up waiting because the program is about to stop
     */
    EventDecoder(Map<String, ?> registry, int maxBytes, BooleanSupplier stopping) {
        Map<String, Object> settings = new HashMap<>(registry);
        settings.put(KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG, true);
        avro.configure(settings, false);
        this.maxBytes = maxBytes;
        this.stopping = stopping;
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
        } catch (SerializationException | AvroRuntimeException | ClassCastException e) {
            return refused(key, value, RefusalReason.UNDECODABLE, rootMessage(e));
        }
    }

    private static Object event(Object record) {
        return record instanceof io.riskmonitor.schema.Interaction interaction
                ? Events.interaction(interaction)
                : Events.verdict((io.riskmonitor.schema.Verdict) record);
    }

    private SpecificRecord read(String topic, byte[] value, Schema schema) {
        long pauseMillis = 100;
        while (true) {
            try {
                return (SpecificRecord) avro.deserialize(topic, value, schema);
            } catch (RuntimeException e) {
                if (!RegistryTrouble.isCauseOf(e)) {
                    throw unreadable(e);
                }
                if (stopping.getAsBoolean()) {
                    throw e; // the record is not committed and will be read again
                }
                LOG.warn("Waiting for the schema registry, topic={} cause={}", topic, rootMessage(e));
                pause(pauseMillis);
                pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE.toMillis());
            }
        }
    }

    /** Damaged Avro data surfaces as almost any exception; all of them mean the same here. */
    private static SerializationException unreadable(RuntimeException e) {
        return e instanceof SerializationException known ? known : new SerializationException(rootMessage(e), e);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static Received refused(
            byte @Nullable [] key, byte @Nullable [] value, RefusalReason reason, String detail) {
        return new Received(null, key, value, null, new Refusal(reason, detail));
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String name = root.getClass().getSimpleName();
        return root.getMessage() == null ? name : name + ": " + root.getMessage();
    }
}
