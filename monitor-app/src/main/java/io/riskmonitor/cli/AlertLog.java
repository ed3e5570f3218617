package io.riskmonitor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import io.riskmonitor.wire.PlainJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads a topic of alerts as any subscriber would: a plain consumer, committed records only. */
final class AlertLog implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);

    /** One record; no alert where it was deleted. */
    record Entry(String key, @Nullable ObjectNode alert) {}

    private final String topic;
    private final KafkaAvroDeserializer avro = new KafkaAvroDeserializer();
    private final Consumer<String, byte[]> consumer;

    AlertLog(String topic, Map<String, String> kafka, Map<String, String> registry) {
        this.topic = topic;
        Map<String, Object> reader = new HashMap<>(registry);
        reader.put(KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG, true);
        avro.configure(reader, false);
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
    }

    AlertLog fromBeginning() {
        consumer.seekToBeginning(consumer.assignment());
        return this;
    }

    AlertLog fromEnd() {
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position); // now, not at the first poll
        return this;
    }

    /** What has come since the last call; waits a moment for it. */
    List<Entry> poll() {
        List<Entry> entries = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            entries.add(new Entry(
                    record.key(),
                    record.value() == null
                            ? null
                            : PlainJson.of((IndexedRecord) avro.deserialize(topic, record.value()))));
        }
        return entries;
    }

    /** Everything up to what is there now. */
    List<Entry> pollToEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        List<Entry> entries = new ArrayList<>();
        while (isBefore(ends)) {
            entries.addAll(poll());
        }
        return entries;
    }

    private boolean isBefore(Map<TopicPartition, Long> ends) {
        Collection<TopicPartition> partitions = ends.keySet();
        return partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L));
    }

    /** Makes a {@link #poll} in another thread end with a {@link WakeupException}. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
