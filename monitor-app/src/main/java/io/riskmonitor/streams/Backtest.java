package io.riskmonitor.streams;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.confluent.kafka.serializers.KafkaAvroSerializerConfig;
import io.riskmonitor.config.DeclaredPolicy;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.pane.Watermark;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.wire.JsonLine;
import io.riskmonitor.wire.PolicyFormat;
import io.riskmonitor.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * The same topology over recorded events, without a broker: one partition, the clock stands still, and what comes out
 * depends on the events alone.
 *
 * <p>It runs in Kafka's own test driver, so that there is no second implementation that could differ.
 */
public final class Backtest implements AutoCloseable {

    /** Events between two sendings of what has changed; any number gives the same alerts, corrections apart. */
    private static final int EVENTS_PER_FLUSH = 5_000;

    private static final int EVENTS_PER_CLEANING = 500;

    private static final String REGISTRY = "mock://backtest-";

    private final MonitorConfig config;
    private final Path state;
    private final Wire wire;
    private final TopologyTestDriver driver;
    private final KafkaAvroSerializer serializer = new KafkaAvroSerializer();
    private final KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer();
    private final TestInputTopic<byte[], byte[]> interactions;
    private final TestInputTopic<byte[], byte[]> verdicts;
    private final TestInputTopic<byte[], byte[]> policies;
    private final TestInputTopic<byte[], byte[]> commands;
    private final TestInputTopic<byte[], byte[]> gold;
    private final GoldStandings goldStandings = new GoldStandings();
    private long events;
    private long endOfTime = Watermark.NONE;

    /**
     * However much is refused, the rest is read: a file can be read again.
     *
     * @param config of whose connections nothing is used
     * @param asOf what the clock shows: events from later than the allowed skew after it are refused
     */
    public Backtest(
            MonitorConfig config, List<DeclaredPolicy> declared, PolicyBook book, RiskMetrics metrics, Instant asOf) {
        this(config, declared, book, metrics, asOf, MonitorConfig.Refusals.NEVER_STOP);
    }

    Backtest(
            MonitorConfig config,
            List<DeclaredPolicy> declared,
            PolicyBook book,
            RiskMetrics metrics,
            Instant asOf,
            MonitorConfig.Refusals refusals) {
        this.config = config;
        Map<String, Object> registry = Map.of(
                "schema.registry.url",
                REGISTRY + UUID.randomUUID(),
                KafkaAvroSerializerConfig.AVRO_REMOVE_JAVA_PROPS_CONFIG,
                true,
                KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG,
                true);
        serializer.configure(registry, false);
        deserializer.configure(registry, false);
        Properties settings = StreamsSettings.of(config);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        state = temporaryDirectory();
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        InstantSource clock = InstantSource.fixed(asOf);
        RefusalCircuit circuit = new RefusalCircuit(refusals, metrics);
        wire = new Wire(registry, config.topics(), config.observe().maxRecordBytes(), () -> false);
        MonitorTopology topology = new MonitorTopology(
                config,
                1,
                wire,
                book,
                metrics,
                new Progress(),
                clock,
                this::standingTime,
                goldStandings,
                circuit,
                Upstream.EMPTY);
        driver = new TopologyTestDriver(topology.build(settings), settings, asOf);
        interactions = input(config.topics().interactions());
        verdicts = input(config.topics().verdicts());
        policies = input(config.topics().policies());
        commands = input(config.topics().commands());
        gold = input(config.topics().gold());
        for (DeclaredPolicy policy : declared) {
            declare(
                    policy.policy().application().getBytes(StandardCharsets.UTF_8),
                    encode(config.topics().policies(), PolicyFormat.avro(policy.tree())));
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("risk-monitor-backtest-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestInputTopic<byte[], byte[]> input(String topic) {
        return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Takes one event. */
    public void send(JsonLine.Event event) {
        boolean interaction = event.kind() == JsonLine.Kind.INTERACTION;
        String topic =
                interaction ? config.topics().interactions() : config.topics().verdicts();
        byte[] key = event.key().getBytes(StandardCharsets.UTF_8);
        send(interaction, key, encode(topic, event.value()));
    }

    /** Takes one gold case: probes that come after it are graded by it. */
    public void learn(JsonLine.Gold line) {
        learn(
                line.caseId().getBytes(StandardCharsets.UTF_8),
                encode(config.topics().gold(), line.value()));
    }

    /** Takes one record as it would lie on the topic of gold cases. */
    public void learn(byte @Nullable [] key, byte @Nullable [] value) {
        gold.pipeInput(key, value);
    }

    /** A record as it would lie on a topic, its schema registered. */
    public byte[] encode(String topic, IndexedRecord value) {
        return serializer.serialize(topic, value);
    }

    /** Takes one record as it would lie on the topic of policies. */
    public void declare(byte @Nullable [] key, byte @Nullable [] value) {
        policies.pipeInput(key, value);
    }

    /** How its records are laid out. */
    public Wire wire() {
        return wire;
    }

    /** How the applications stand to their gold sets. */
    GoldStandings goldStandings() {
        return goldStandings;
    }

    /** Takes one record as somebody may put it on a topic that only the monitor should write. */
    void intrude(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        input(topic).pipeInput(key, value);
    }

    /** Takes one record as it would lie on the topic of commands. */
    public void command(byte @Nullable [] key, byte @Nullable [] value) {
        commands.pipeInput(key, value);
    }

    /** Takes one record as it would lie on an input topic. */
    public void send(boolean interaction, byte @Nullable [] key, byte @Nullable [] value) {
        send(interaction, new TestRecord<>(key, value, Instant.EPOCH));
    }

    /** Takes one record with its headers. */
    public void send(boolean interaction, TestRecord<byte[], byte[]> record) {
        (interaction ? interactions : verdicts).pipeInput(record);
        if (++events % EVENTS_PER_FLUSH == 0) {
            flush();
        } else if (events % EVENTS_PER_CLEANING == 0) {
            forgetChangelogs();
        }
    }

    /** Sends what has changed to the judges. */
    public void flush() {
        pass(config.observe().flushEvery());
    }

    /** The driver keeps whatever nobody reads, and it commits after every record. */
    private void forgetChangelogs() {
        driver.producedTopicNames().stream()
                .filter(topic -> topic.endsWith("-changelog"))
                .forEach(this::records);
    }

    private long standingTime(long watermark, boolean live, Duration idle) {
        return Math.max(watermark, endOfTime);
    }

    /** By the clock, time passes. */
    void pass(Duration time) {
        driver.advanceWallClockTime(time);
        forgetChangelogs();
    }

    /** Nothing more comes until then: what was seen is complete, and who was not heard of is silent. */
    public void finish(Instant end) {
        endOfTime = end.toEpochMilli();
        finish();
        pass(Judge.TICK);
    }

    /** Nothing more comes: what was seen is complete, and its end is the end of time. */
    public void finish() {
        flush();
        pass(config.observe().idleAfter());
        flush();
    }

    /** The alerts since the last call, as published. */
    public List<IndexedRecord> alerts() {
        return read(config.topics().alerts());
    }

    /** The findings since the last call, as published. */
    public List<IndexedRecord> findings() {
        return read(config.topics().findings());
    }

    /** The escalations since the last call, as published. */
    public List<IndexedRecord> escalations() {
        return read(config.topics().escalations());
    }

    /** The weekly reviews since the last call, as published. */
    public List<IndexedRecord> digests() {
        return read(config.topics().digests());
    }

    /** The refused records since the last call. */
    public List<TestRecord<byte[], byte[]>> refusals() {
        return records(config.topics().refusals());
    }

    List<IndexedRecord> read(String topic) {
        return records(topic).stream()
                .map(record -> (IndexedRecord) deserializer.deserialize(topic, record.value()))
                .toList();
    }

    List<TestRecord<byte[], byte[]>> records(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    /** Every store by its name. */
    Map<String, StateStore> stores() {
        return driver.getAllStateStores();
    }

    @Override
    public void close() {
        driver.close();
        try {
            Utils.delete(state.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
