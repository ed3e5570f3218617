package io.riskmonitor.bench.faults;

import static java.util.stream.Collectors.joining;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.riskmonitor.bench.BenchFailure;
import io.riskmonitor.config.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What one schedule acts in: topics of its own on a site, the stream, and instances that come and go.
 *
 * <p>Every instance has a name, under which it is started again with the state it left behind.
 */
public final class World implements AutoCloseable {

    /** The stream is sent in so many parts, of eight minutes of event time or so. */
    public static final int PARTS = 100;

    /** How long after everything is judged nothing more may come: some commits. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Site site;
    private final Schedule schedule;
    private final Setup setup;
    private final Topics topics;
    private final Path directory;
    private final Consumer<String> log;
    private final Instant deadline;
    private final SplittableRandom dice;
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, Instance> instances = new LinkedHashMap<>();
    private final Map<String, Integer> faults = new TreeMap<>();
    private final Map<String, Cable> cables = new TreeMap<>();
    private int partsSent;
    private int starts;

    World(Site site, Schedule schedule, List<Recorded> stream, long seed, Consumer<String> log)
            throws IOException, InterruptedException {
        this.site = site;
        this.schedule = schedule;
        this.setup = schedule.setup();
        this.topics = new Topics(schedule.name() + "-" + Long.toHexString(System.nanoTime()) + ".");
        this.log = log;
        this.deadline = Instant.now().plus(schedule.within());
        this.dice = new SplittableRandom(seed);
        this.directory = Files.createDirectories(site.directory().resolve(topics.prefix() + "d"));
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", site.bootstrapServers(), "linger.ms", 5, "delivery.timeout.ms", 300_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        Files.writeString(directory.resolve("policies.yaml"), RecordedStream.policies());
        createTopics();
        encode(stream);
    }

    private void createTopics() throws IOException, InterruptedException {
        Instance command = Instance.start(
                "topics",
                directory.resolve("topics.log"),
                List.of(
                        "topics",
                        "create",
                        "--bootstrap=" + site.bootstrapServers(),
                        "--topic-prefix=" + topics.prefix(),
                        "--partitions=" + setup.partitions(),
                        "--retention=forever"));
        while (command.isAlive()) {
            requireTime("the topics are not created");
            Thread.sleep(20);
        }
        if (command.exitCode() != 0) {
            throw new BenchFailure("The topics were not created: " + Files.readString(command.log()));
        }
    }

    /** Before anything happens to the registry. */
    private void encode(List<Recorded> stream) {
        try (KafkaAvroSerializer avro = new KafkaAvroSerializer()) {
            avro.configure(
                    Map.of("schema.registry.url", site.registryUrl(), "avro.remove.java.properties", true), false);
            for (Recorded record : stream) {
                String topic = record.isInteraction() ? topics.interactions() : topics.verdicts();
                byte[] value = record.value() == null
                        ? String.valueOf(record.bytes()).getBytes(StandardCharsets.UTF_8)
                        : avro.serialize(topic, record.value());
                String key = record.key();
                records.add(new ProducerRecord<>(
                        topic,
                        partition(record),
                        record.at().toEpochMilli(),
                        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                        value));
            }
        }
    }

    private int partition(Recorded record) {
        String key = record.key();
        int home = key == null ? dice.nextInt(setup.partitions()) : RecordedStream.partitionOf(key, setup.partitions());
        return (record.stray() ? home + 1 : home) % setup.partitions();
    }

    // what a schedule may do

    /** Seeded: the same choices in every run. */
    public SplittableRandom dice() {
        return dice;
    }

    public Site site() {
        return site;
    }

    /** The way to the brokers of an instance that is still to be started. */
    Cable layCable(String instance) throws IOException {
        Cable cable = Cable.to(site.cluster().farLinks());
        cables.put(instance, cable);
        return cable;
    }

    /** Starts an instance, or starts it again where it was stopped or killed; returns before it reads events. */
    public Instance start(String name) throws IOException {
        Instance before = instances.get(name);
        if (before != null && before.isAlive()) {
            throw new IllegalStateException(name + " runs");
        }
        Path config = directory.resolve(name + ".yaml");
        Files.writeString(config, settings(name));
        Path file = directory.resolve(name + "-" + ++starts + ".log");
        Instance instance = Instance.start(name, file, List.of("run", "--config=" + config));
        instances.put(name, instance);
        return instance;
    }

    /** The same, and waits until it reads events. */
    public Instance startAndAwait(String name) throws IOException, InterruptedException {
        Instance instance = start(name);
        awaitRunning(instance);
        return instance;
    }

    public void awaitRunning(Instance instance) throws InterruptedException {
        if (!instance.awaitRunning(deadline)) {
            throw new BenchFailure(instance.name() + " does not read events: see " + instance.log());
        }
    }

    /** kill -9. */
    public void kill(Instance instance) throws InterruptedException {
        did("kill -9");
        instance.kill();
    }

    /** SIGTERM; returns when it has ended. */
    public void stop(Instance instance) throws InterruptedException {
        did("stop");
        instance.stop();
    }

    /** Counts a fault for the table. */
    public void did(String fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    /** Sends the next part of the stream, acknowledged when this returns; false if there is none left. */
    public boolean sendNext() throws InterruptedException {
        if (partsSent == PARTS) {
            return false;
        }
        int from = records.size() * partsSent / PARTS;
        int to = records.size() * ++partsSent / PARTS;
        List<Future<?>> sent = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : records.subList(from, to)) {
            sent.add(producer.send(record));
        }
        producer.flush();
        for (Future<?> each : sent) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new BenchFailure("Events could not be sent: " + e.getCause());
            }
        }
        return true;
    }

    /** Sends all that is left. */
    public void sendRest() throws InterruptedException {
        while (sendNext()) {
            requireTime("not everything is sent");
        }
    }

    /** Lets the clock run: a point within so many milliseconds. */
    public void pauseUpTo(int millis) throws InterruptedException {
        pause(Duration.ofMillis(dice.nextInt(millis + 1)));
    }

    public void pause(Duration time) throws InterruptedException {
        requireTime("the schedule is not over");
        Thread.sleep(time.toMillis());
    }

    /** Names of the topics of this world. */
    public Topics topics() {
        return topics;
    }

    // what comes after the schedule

    /** Lets the service come to the end of the stream; everything it has published, committed records only. */
    List<Fact> finish() throws IOException, InterruptedException {
        sendRest();
        if (instances.values().stream().noneMatch(Instance::isAlive)) {
            startAndAwait("a");
        }
        awaitEnd();
        Thread.sleep(GRACE.toMillis());
        for (Instance instance : instances.values()) {
            instance.stop();
        }
        return published();
    }

    /** Until every application has said that it is at the end. */
    private void awaitEnd() throws InterruptedException {
        Set<String> left = new TreeSet<>(RecordedStream.APPLICATIONS);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed");
                KafkaAvroDeserializer avro = avro()) {
            consumer.assign(partitions(consumer, topics.alerts()));
            consumer.seekToBeginning(consumer.assignment());
            while (!left.isEmpty()) {
                requireAlive();
                if (Instant.now().isAfter(deadline)) {
                    log.accept(schedule.name() + ": not at the end within " + schedule.within() + ": " + left);
                    return; // what is missing will be seen
                }
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    IndexedRecord alert = (IndexedRecord) avro.deserialize(topics.alerts(), record.value());
                    if (text(alert, "rule").equals(RecordedStream.END)
                            && text(alert, "state").equals("FIRING")) {
                        left.remove(text(alert, "application"));
                    }
                });
            }
        }
    }

    private static String text(IndexedRecord record, String field) {
        return String.valueOf(record.get(record.getSchema().getField(field).pos()));
    }

    private List<Fact> published() throws InterruptedException {
        List<Fact> facts = new ArrayList<>();
        try (KafkaAvroDeserializer avro = avro()) {
            read(topics.alerts(), record -> facts.add(Fact.alert(value(avro, record))));
            read(topics.escalations(), record -> facts.add(Fact.escalation(value(avro, record))));
            read(topics.digests(), record -> facts.add(Fact.digest(value(avro, record))));
            read(topics.findings(), record -> {
                IndexedRecord finding = value(avro, record);
                if (RecordedStream.isSurelyFound(finding)) {
                    facts.add(Fact.finding(finding));
                }
            });
            read(
                    topics.refusals(),
                    record -> facts.add(Fact.refusal(topics.prefix(), record.key(), record.value(), record.headers())));
        }
        return facts;
    }

    private static IndexedRecord value(KafkaAvroDeserializer avro, ConsumerRecord<byte[], byte[]> record) {
        return (IndexedRecord) avro.deserialize(record.topic(), record.value());
    }

    private void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) throws InterruptedException {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed");
                KafkaConsumer<byte[], byte[]> everything = consumer("read_uncommitted")) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            Map<TopicPartition, Long> ends = everything.endOffsets(partitions);
            while (!consumer.endOffsets(partitions).equals(ends)) { // what was open when somebody was killed
                requireTime("transactions are open on " + topic);
                Thread.sleep(100);
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                requireTime(topic + " cannot be read");
                consumer.poll(Duration.ofMillis(100)).forEach(each);
            }
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", site.bootstrapServers(), "isolation.level", isolation),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private KafkaAvroDeserializer avro() {
        KafkaAvroDeserializer avro = new KafkaAvroDeserializer();
        avro.configure(Map.of("schema.registry.url", site.registryUrl()), false);
        return avro;
    }

    private void requireAlive() {
        if (instances.values().stream().noneMatch(Instance::isAlive)) {
            throw new BenchFailure(schedule.name() + ": every instance has ended by itself: see "
                    + instances.values().stream()
                            .map(instance -> instance.log().toString())
                            .collect(joining(", ")));
        }
    }

    private void requireTime(String what) {
        // reading what was published takes its time, too
        if (Instant.now().isAfter(deadline.plus(Duration.ofMinutes(2)))) {
            throw new BenchFailure(schedule.name() + ": " + what + " within " + schedule.within());
        }
    }

    private String settings(String name) {
        Map<String, String> streams = new HashMap<>(setup.streams());
        streams.put("state.dir", directory.resolve(name + "-state").toString());
        streams.put("num.stream.threads", Integer.toString(setup.threads()));
        streams.put("group.protocol", setup.protocol());
        streams.put("commit.interval.ms", "200");
        if (setup.protocol().equals("classic")) {
            // the shortest that brokers allow, and who comes back at once is known by name
            streams.put("main.consumer.session.timeout.ms", "6000");
            streams.put("main.consumer.heartbeat.interval.ms", "1000");
            streams.put("main.consumer.group.instance.id", name);
        }
        return """
                topics: {prefix: '%s'}
                kafka: {bootstrap.servers: '%s'}
                schemaRegistry: {url: '%s'}
                streams:
                %s
                observe: {outOfOrder: %s, lateness: %s, idleAfter: %s, verdictHorizon: %s, conversationHorizon: %s}
                judge: {patience: %s}
                http: {host: 127.0.0.1, port: 0}
                policies: policies.yaml
                """.formatted(
                        topics.prefix(),
                        cables.containsKey(name) ? site.cluster().farServers() : site.bootstrapServers(),
                        site.registryUrl(),
                        streams.entrySet().stream()
                                .map(setting -> "  " + setting.getKey() + ": '" + setting.getValue() + "'")
                                .sorted()
                                .collect(joining("\n")),
                        setup.outOfOrder(),
                        Setup.LATENESS,
                        Setup.IDLE_AFTER,
                        Setup.HORIZON,
                        Setup.HORIZON,
                        Setup.PATIENCE);
    }

    /** What happened, for the table: each fault and how often. */
    String faults() {
        return faults.entrySet().stream()
                .map(fault -> fault.getValue() + " × " + fault.getKey())
                .collect(joining(", "));
    }

    int sent() {
        return records.size();
    }

    Path directory() {
        return directory;
    }

    /** Ends whatever still runs. */
    @Override
    public void close() {
        for (Instance instance : instances.values()) {
            if (instance.isAlive()) {
                try {
                    instance.kill();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
        cables.values().forEach(Cable::close);
        producer.close(Duration.ZERO);
    }
}
