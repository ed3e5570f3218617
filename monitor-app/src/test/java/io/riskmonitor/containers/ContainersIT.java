package io.riskmonitor.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.riskmonitor.schema.Interaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the containers are what the tests of the service take them for. */
@RequiresDocker
class ContainersIT {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private static KafkaCluster kafka;

    private static RegistryContainer registry;

    /** How a broker is lost and comes back. */
    private record Outage(String name, ObjIntConsumer<KafkaCluster> begin, ObjIntConsumer<KafkaCluster> end) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Outage> outages() {
        return List.of(
                new Outage("killed", KafkaCluster::kill, KafkaCluster::restart),
                new Outage("paused", KafkaCluster::pause, KafkaCluster::unpause),
                new Outage("cut-off", KafkaCluster::disconnect, KafkaCluster::reconnect));
    }

    @BeforeAll
    static void start() {
        registry = new RegistryContainer();
        registry.start();
        kafka = KafkaCluster.start(3);
    }

    @AfterAll
    static void stop() {
        if (kafka != null) {
            kafka.close();
        }
        if (registry != null) {
            registry.close();
        }
    }

    @Test
    void interactionsReadBackAsTheyWereWritten() throws Exception {
        createTopic("round-trip");
        List<Interaction> interactions = interactions(0, 10);

        try (KafkaProducer<String, Object> producer = producer()) {
            produce(producer, "round-trip", interactions);
        }

        assertThat(consume("round-trip", interactions.size())).containsExactlyElementsOf(interactions);
    }

    @ParameterizedTest
    @MethodSource("outages")
    void productionGoesOnWithoutOneBroker(Outage outage) throws Exception {
        String topic = "outage-" + outage;
        createTopic(topic);
        List<Interaction> interactions = interactions(0, 300);

        try (KafkaProducer<String, Object> producer = producer()) {
            produce(producer, topic, interactions.subList(0, 100));
            outage.begin().accept(kafka, 1);
            produce(producer, topic, interactions.subList(100, 200));
            awaitInSync(topic, 2, 3);
            outage.end().accept(kafka, 1);
            awaitInSync(topic, 1, 2, 3);
            produce(producer, topic, interactions.subList(200, 300));
        }

        assertThat(consume(topic, interactions.size())).containsExactlyElementsOf(interactions);
    }

    /** One partition, led by broker 1: the one that will be lost. */
    private static void createTopic(String topic) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, Map.of(0, List.of(1, 2, 3)))))
                    .all()
                    .get();
        }
    }

    private static void awaitInSync(String topic, Integer... brokers) {
        try (Admin admin = admin()) {
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(inSync(admin, topic)).containsExactlyInAnyOrder(brokers));
        }
    }

    private static List<Integer> inSync(Admin admin, String topic) throws Exception {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .flatMap(description -> description.partitions().stream())
                .flatMap(partition -> partition.isr().stream())
                .map(Node::id)
                .toList();
    }

    /** Returns when all of them are acknowledged, by at least two brokers. */
    private static void produce(KafkaProducer<String, Object> producer, String topic, List<Interaction> interactions)
            throws Exception {
        List<Future<RecordMetadata>> sent = interactions.stream()
                .map(each -> producer.send(new ProducerRecord<>(topic, each.getInteractionId(), each)))
                .toList();
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
    }

    private static List<Object> consume(String topic, int count) {
        List<Object> values = new ArrayList<>();
        KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer();
        deserializer.configure(Map.of("schema.registry.url", registry.url(), "specific.avro.reader", true), false);
        try (KafkaConsumer<String, Object> consumer =
                new KafkaConsumer<>(connection(), new StringDeserializer(), deserializer)) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().atMost(Duration.ofSeconds(60)).pollInSameThread().until(() -> {
                for (ConsumerRecord<String, Object> record : consumer.poll(Duration.ofMillis(200))) {
                    values.add(record.value());
                }
                return values.size() >= count;
            });
        }
        return values;
    }

    private static KafkaProducer<String, Object> producer() {
        KafkaAvroSerializer serializer = new KafkaAvroSerializer();
        serializer.configure(Map.of("schema.registry.url", registry.url(), "avro.remove.java.properties", true), false);
        return new KafkaProducer<>(connection(), new StringSerializer(), serializer);
    }

    private static Admin admin() {
        return Admin.create(connection());
    }

    /** A broker that does not answer is given up after seconds, or each call through it would take half a minute. */
    private static Map<String, Object> connection() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers(), "request.timeout.ms", 5000);
    }

    private static List<Interaction> interactions(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> Interaction.newBuilder()
                        .setInteractionId("interaction-" + number)
                        .setOccurredAt(NOON.plusSeconds(number))
                        .setApplication("support-bot")
                        .setSegments(Map.of("locale", "de"))
                        .build())
                .toList();
    }
}
