package io.riskmonitor.cli;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.Topics;
import io.riskmonitor.local.LocalKafka;
import io.riskmonitor.local.LocalRegistry;
import io.riskmonitor.wire.JsonLine;
import io.riskmonitor.wire.JsonLines;
import io.riskmonitor.wire.PolicyFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** A broker and a registry, and what services and subscribers do with them. Each prefix of topics is a world of its own. */
final class Playground implements AutoCloseable {

    static final int PARTITIONS = 4;

    /** A test that waits longer than this for something has found that it does not come. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final LocalKafka kafka;
    private LocalRegistry registry;

    /** Which partition a record is sent to; null leaves it to the producer. */
    @FunctionalInterface
    interface Partitioner {
        @Nullable
        Integer partition(byte[] key);
    }

    Playground(Path directory) {
        this(directory, LocalKafka.start(directory.resolve("kafka"), 0));
    }

    /** With a broker of the test's own. */
    Playground(Path directory, LocalKafka kafka) {
        this.directory = directory;
        this.kafka = kafka;
        this.registry = LocalRegistry.start(directory.resolve("registry"), 0);
    }

    String bootstrap() {
        return kafka.bootstrapServers();
    }

    String registry() {
        return registry.url();
    }

    /** As an operator does whose services send more than Kafka takes by default. */
    void allowLargeRecords(String topic) throws Exception {
        ConfigEntry limit = new ConfigEntry("max.message.bytes", "10000000");
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(clients()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    void closeRegistry() {
        registry.close();
    }

    /** With everything that was registered before. */
    void restartRegistry(int port) {
        registry = LocalRegistry.start(directory.resolve("registry"), port);
    }

    Path directory() {
        return directory;
    }

    Map<String, String> clients() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    /** Types a command of the program that talks to these topics; it must end with this exit code. */
    String type(MonitorConfig world, int exit, List<String> command, String... args) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(
                "--bootstrap",
                bootstrap(),
                "--registry",
                registry(),
                "--topic-prefix",
                world.topics().prefix()));
        line.addAll(List.of(args));
        return Terminal.run(exit, line.toArray(String[]::new));
    }

    /** Creates the topics, and says how a monitor runs on them; their data outlive it. */
    MonitorConfig world(String name) {
        Topics topics = new Topics(name + ".");
        try (Cluster cluster = Cluster.connect(kafka.bootstrapServers(), Map.of())) {
            new TopicPlan(topics)
                    .topics()
                    .forEach(topic -> cluster.create(topic.create(PARTITIONS, (short) 1, PlannedTopic.FOREVER)));
        }
        MonitorConfig defaults = MonitorConfig.of(clients(), Map.of("schema.registry.url", registry.url()));
        return new MonitorConfig(
                topics,
                defaults.kafka(),
                defaults.schemaRegistry(),
                Map.of(
                        "state.dir",
                        directory.resolve("state-" + name).toString(),
                        "num.stream.threads",
                        "2",
                        "commit.interval.ms",
                        "200"),
                defaults.observe().withIdleAfter(Duration.ofSeconds(2)),
                defaults.judge(),
                new MonitorConfig.Http("127.0.0.1", 0),
                null);
    }

    /** The same topics, but no local state: all of it has to come from the changelogs. */
    MonitorConfig onAnotherMachine(MonitorConfig world) {
        Map<String, String> streams = new HashMap<>(world.streams());
        streams.merge("state.dir", "-elsewhere", String::concat);
        return world.withStreams(Map.copyOf(streams));
    }

    /** Puts a policy where every instance reads those that were found valid. */
    void accept(MonitorConfig world, String yaml) {
        Map<?, ?> tree = new Yaml().load(yaml);
        String topic = world.topics().acceptedPolicies();
        try (KafkaAvroSerializer avro = new KafkaAvroSerializer()) {
            avro.configure(Map.of("schema.registry.url", registry.url(), "avro.remove.java.properties", true), false);
            byte[] key = String.valueOf(tree.get("application")).getBytes(StandardCharsets.UTF_8);
            publish(List.of(new ProducerRecord<>(topic, key, avro.serialize(topic, PolicyFormat.avro(tree)))));
        }
    }

    /** As a service does that hashes keys like Java's clients. */
    void publish(MonitorConfig world, List<String> lines) {
        publish(world, lines, true, key -> null);
    }

    /** As a service does that places records in its own way. */
    void publish(MonitorConfig world, List<String> lines, boolean withKeys, Partitioner partitioner) {
        try (KafkaAvroSerializer avro = new KafkaAvroSerializer();
                KafkaProducer<byte[], byte[]> producer = producer()) {
            avro.configure(Map.of("schema.registry.url", registry.url(), "avro.remove.java.properties", true), false);
            List<Future<?>> sent = new ArrayList<>();
            for (String line : lines) {
                JsonLine.Event event = (JsonLine.Event) JsonLines.parse(line);
                String topic = event.kind() == JsonLine.Kind.INTERACTION
                        ? world.topics().interactions()
                        : world.topics().verdicts();
                byte[] key = event.key().getBytes(StandardCharsets.UTF_8);
                sent.add(producer.send(new ProducerRecord<>(
                        topic,
                        partitioner.partition(key),
                        event.time().toEpochMilli(),
                        withKeys ? key : null,
                        avro.serialize(topic, event.value()))));
            }
            await(sent);
        }
    }

    /** Bytes as they are. */
    void publish(List<ProducerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            List<Future<?>> sent = new ArrayList<>();
            records.forEach(record -> sent.add(producer.send(record)));
            await(sent);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.request.size", 16 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void await(List<Future<?>> sent) {
        try {
            for (Future<?> each : sent) {
                each.get();
            }
        } catch (Exception e) {
            throw new AssertionError("not published", e);
        }
    }

    /** A subscriber: reads a topic from its beginning to its end as it is now, committed records only. */
    List<ConsumerRecord<String, GenericRecord>> read(String topic) {
        KafkaAvroDeserializer avro = new KafkaAvroDeserializer();
        avro.configure(Map.of("schema.registry.url", registry.url()), false);
        return read(topic, (t, bytes) -> (GenericRecord) avro.deserialize(t, bytes));
    }

    /** What was published about alerts; sorted, so that a transition that is published twice shows. */
    List<String> transitions(MonitorConfig world) {
        return read(world.topics().alerts()).stream()
                .map(ConsumerRecord::value)
                .map(alert -> alert.get("alertKey") + " " + alert.get("alertId") + " " + alert.get("state") + " "
                        + alert.get("at"))
                .sorted()
                .toList();
    }

    List<ConsumerRecord<String, byte[]>> readBytes(String topic) {
        return read(topic, new ByteArrayDeserializer());
    }

    private <V> List<ConsumerRecord<String, V>> read(String topic, Deserializer<V> values) {
        Map<String, Object> settings = new HashMap<>(clients());
        settings.put("isolation.level", "read_committed");
        List<ConsumerRecord<String, V>> records = new ArrayList<>();
        try (KafkaConsumer<String, V> consumer = new KafkaConsumer<>(settings, new StringDeserializer(), values)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return Collections.unmodifiableList(records);
    }

    @Override
    public void close() {
        registry.close();
        kafka.close();
    }
}
