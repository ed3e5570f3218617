package io.riskmonitor.bench;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.confluent.kafka.serializers.KafkaAvroSerializerConfig;
import io.riskmonitor.config.DeclaredPolicy;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.config.Topics;
import io.riskmonitor.wire.PolicyFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Puts the events of a workload, and the policy, on the topics of a broker. */
record Feed(String bootstrap, String registry, Topics topics) {

    /** Of both input topics. */
    static final int PARTITIONS = 8;

    /** Creates the topics and fills them; returns what is right to count. */
    Truth send(Workload workload) throws ExecutionException, InterruptedException, IOException {
        createTopics();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        Truth truth;
        try (Producer<String, Object> producer = producer()) {
            for (DeclaredPolicy policy : policies()) {
                producer.send(new ProducerRecord<>(
                        topics.policies(), policy.policy().application(), PolicyFormat.avro(policy.tree())));
            }
            truth = workload.generate(event -> producer.send(record(event, null), (metadata, exception) -> {
                if (exception != null) {
                    failure.compareAndSet(null, exception);
                }
            }));
            for (Workload.Event closing : closing(workload)) {
                producer.send(record(closing, partitionOf(closing.key())));
            }
        }
        if (failure.get() != null) {
            throw new BenchFailure("The events could not be sent: " + failure.get());
        }
        return truth;
    }

    Producer<String, Object> producer() {
        return new KafkaProducer<>(settings(), new StringSerializer(), avro());
    }

    ProducerRecord<String, Object> record(Workload.Event event, @Nullable Integer partition) {
        String topic = event.isInteraction() ? topics.interactions() : topics.verdicts();
        return new ProducerRecord<>(topic, partition, event.at().toEpochMilli(), event.key(), event.value());
    }

    /** One closing event per partition. */
    private static List<Workload.Event> closing(Workload workload) {
        Map<Integer, Workload.Event> byPartition = new HashMap<>();
        for (int number = 0; byPartition.size() < PARTITIONS; number++) {
            Workload.Event event = workload.closing(number);
            byPartition.putIfAbsent(partitionOf(event.key()), event);
        }
        return new ArrayList<>(byPartition.values());
    }

    private static int partitionOf(String key) {
        return Utils.toPositive(Utils.murmur2(Utils.utf8(key))) % PARTITIONS;
    }

    void createTopics() throws ExecutionException, InterruptedException {
        short noReplicas = 1;
        List<NewTopic> created = new ArrayList<>();
        for (String events : List.of(topics.interactions(), topics.verdicts())) {
            created.add(new NewTopic(events, PARTITIONS, noReplicas));
        }
        for (String history : List.of(
                topics.commands(),
                topics.findings(),
                topics.alerts(),
                topics.escalations(),
                topics.digests(),
                topics.reviews(),
                topics.flagged(),
                topics.refusals())) {
            created.add(new NewTopic(history, 1, noReplicas));
        }
        Map<String, String> compact = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        for (String current : List.of(
                topics.policies(),
                topics.acceptedPolicies(),
                topics.currentAlerts(),
                topics.gold(),
                topics.acceptedGold())) {
            created.add(new NewTopic(current, 1, noReplicas).configs(compact));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(created).all().get();
        }
    }

    private static List<DeclaredPolicy> policies() throws IOException {
        Path file = Files.createTempFile("bench-policy-", ".yaml");
        try (InputStream in = Feed.class.getResourceAsStream("/bench-policy.yaml")) {
            Files.write(file, Objects.requireNonNull(in).readAllBytes());
            return PolicyFiles.readDeclared(file);
        } finally {
            Files.delete(file);
        }
    }

    private Map<String, Object> settings() {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.BATCH_SIZE_CONFIG,
                1 << 17,
                // a busy machine is slow, not broken
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                300_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                600_000,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                600_000);
    }

    private Serializer<Object> avro() {
        Serializer<Object> avro = new KafkaAvroSerializer();
        avro.configure(
                Map.of("schema.registry.url", registry, KafkaAvroSerializerConfig.AVRO_REMOVE_JAVA_PROPS_CONFIG, true),
                false);
        return avro;
    }
}
