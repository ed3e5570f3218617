package io.riskmonitor.cli;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.confluent.kafka.serializers.KafkaAvroSerializerConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/** Producers of the contract's records, for commands that somebody waits for. */
final class AvroProducer {

    private AvroProducer() {}

    /**
     * @param kafka settings of the client, with {@code bootstrap.servers}; they win over ours
     * @param registry settings of the registry client, with {@code schema.registry.url}
     */
    static Producer<String, Object> connect(Map<String, String> kafka, Map<String, String> registry) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 17);
        // somebody waits for this command: brokers that went away are given up after half a minute, not two
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
        settings.put(KafkaAvroSerializerConfig.AUTO_REGISTER_SCHEMAS, true);
        // generated classes carry avro.java.string, which is not part of the published schema
        settings.put(KafkaAvroSerializerConfig.AVRO_REMOVE_JAVA_PROPS_CONFIG, true);
        settings.putAll(kafka);
        settings.putAll(registry);
        try {
            KafkaAvroSerializer avro = new KafkaAvroSerializer();
            avro.configure(settings, false);
            return new KafkaProducer<>(settings, new StringSerializer(), avro);
        } catch (KafkaException e) {
            throw Failure.wrongInput("the clients do not take these settings: " + Failure.reason(e));
        }
    }
}
