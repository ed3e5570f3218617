package io.riskmonitor.bench;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.BytesDeserializer;
import org.apache.kafka.common.utils.Bytes;

/** How many entries the stores of an application have, exactly: RocksDB itself only estimates. */
record Changelogs(String bootstrap, String applicationId) {

    /** Window stores forget by segments, without a tombstone per entry. */
    private static final Set<String> WINDOWED = Set.of("contexts", "conversations");

    /** By store. */
    SortedMap<String, Long> entries() {
        SortedMap<String, Long> entries = new TreeMap<>();
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        try (KafkaConsumer<Bytes, Bytes> consumer =
                new KafkaConsumer<>(settings, new BytesDeserializer(), new BytesDeserializer())) {
            for (String topic : consumer.listTopics().keySet()) {
                if (topic.startsWith(applicationId + "-") && topic.endsWith("-changelog")) {
                    String store = topic.substring(applicationId.length() + 1, topic.length() - "-changelog".length());
                    if (!WINDOWED.contains(store)) {
                        entries.put(store, entries(topic, consumer));
                    }
                }
            }
        }
        return entries;
    }

    private static long entries(String topic, KafkaConsumer<Bytes, Bytes> consumer) {
        long entries = 0;
        for (var partition : consumer.partitionsFor(topic)) {
            TopicPartition of = new TopicPartition(topic, partition.partition());
            consumer.assign(List.of(of));
            consumer.seekToBeginning(List.of(of));
            long end = consumer.endOffsets(List.of(of)).getOrDefault(of, 0L);
            Set<Bytes> keys = new HashSet<>();
            while (consumer.position(of) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (record.value() == null) {
                        keys.remove(record.key());
                    } else {
                        keys.add(record.key());
                    }
                });
            }
            entries += keys.size();
        }
        return entries;
    }
}
