package io.riskmonitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.riskmonitor.config.MonitorConfig;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be read is put aside with its reason, what can be read later is waited for, and the rest goes on. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RefusalsIT {

    @TempDir
    private Path directory;

    private Playground playground;
    private MonitorConfig world;

    @BeforeEach
    void start() {
        playground = new Playground(directory);
        world = playground.world("test");
    }

    @AfterEach
    void stop() {
        playground.close();
    }

    @Test
    void poisonIsPutAsideWithItsBytesAndReasonWhileTheRestGoesOn() throws Exception {
        String topic = world.topics().interactions();
        byte[] other = someOtherRecord(topic);
        Map<String, byte[]> poison = new TreeMap<>(Map.of(
                "empty",
                new byte[0],
                "four-bytes",
                new byte[] {0, 0, 0, 1},
                "text",
                "{\"not\": \"avro\"}".getBytes(UTF_8),
                "unknown-schema",
                ByteBuffer.allocate(9).put(1, (byte) 77).array(),
                "other-record",
                other,
                "too-large",
                incompressible(3_000_000)));
        playground.allowLargeRecords(topic);
        playground.publish(world, Traffic.seconds(0, 5, 60, 60));
        playground.publish(poison.entrySet().stream()
                .map(e -> new ProducerRecord<>(topic, e.getKey().getBytes(UTF_8), e.getValue()))
                .toList());
        playground.publish(List.of(new ProducerRecord<>(world.topics().verdicts(), null, null)));
        playground.publish(world, List.of(verdictOnNothing()));
        playground.publish(world, Traffic.seconds(5, 10, 60, 60));

        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            monitor.awaitJudged();

            assertThat(monitor.metric("risk_interactions_total")).isEqualTo(200);
            assertThat(monitor.metric("risk_refusals_total", "UNDECODABLE")).isEqualTo(6);
            assertThat(monitor.metric("risk_refusals_total", "TOO_LARGE")).isEqualTo(1);
            assertThat(monitor.get("/readyz").statusCode()).isEqualTo(200);
        }

        List<ConsumerRecord<String, byte[]>> refusals =
                playground.readBytes(world.topics().refusals());
        assertThat(refusals).hasSize(poison.size() + 1);
        poison.forEach((key, value) -> assertThat(refusals)
                .filteredOn(refusal -> key.equals(refusal.key()))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.value()).isEqualTo(value);
                    assertThat(headers(refusal))
                            .contains(
                                    entry("risk.reason", key.equals("too-large") ? "TOO_LARGE" : "UNDECODABLE"),
                                    entry("risk.topic", topic))
                            .containsKeys("risk.detail", "risk.partition", "risk.offset");
                }));
    }

    @Test
    void aRegistryThatIsAwayRefusesNothing() throws Exception {
        int port = URI.create(playground.registry()).getPort();
        List<String> events = Traffic.seconds(0, 30, 10, 20);
        playground.publish(world, events.subList(0, 200));
        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            monitor.awaitJudged();

            // a schema that the monitor has not met: it is registered, but the registry is away when it is needed
            playground.publish(world, events.subList(200, 400));
            byte[] evolved = evolvedInteraction(world.topics().interactions());
            playground.closeRegistry();
            playground.publish(
                    List.of(new ProducerRecord<>(world.topics().interactions(), "i-new".getBytes(UTF_8), evolved)));
            await().atMost(Playground.PATIENCE).until(() -> monitor.metric("risk_interactions_total") > 300);
            assertThat(monitor.metric("risk_refusals_total")).isZero();
            await().atMost(Playground.PATIENCE)
                    .untilAsserted(() -> assertThat(monitor.get("/readyz").body())
                            .startsWith("not ready: waiting for the schema registry. See that it answers"));
            assertThat(monitor.get("/healthz").body())
                    .startsWith("alive, but not ready: waiting for the schema registry.");
            assertThat(monitor.metric("risk_monitor_waiting")).isEqualTo(1);

            playground.restartRegistry(port);
            playground.publish(world, events.subList(400, events.size()));
            monitor.awaitJudged();

            assertThat(monitor.metric("risk_interactions_total")).isEqualTo(601);
            assertThat(monitor.metric("risk_refusals_total")).isZero();
            assertThat(monitor.get("/healthz").statusCode()).isEqualTo(200);
        }
        assertThat(playground.readBytes(world.topics().refusals())).isEmpty();
        assertThat(playground.transitions(world)).isNotEmpty();
    }

    private static byte[] incompressible(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static String verdictOnNothing() {
        return "{\"type\":\"verdict\",\"interactionId\":\"never-came\",\"judgedAt\":\"2026-03-01T12:00:01Z\","
                + "\"category\":\"MISUSE\",\"evaluator\":\"desk\",\"source\":\"HUMAN\",\"outcome\":\"PASS\"}";
    }

    /** Well-formed, registered, and no interaction. */
    private byte[] someOtherRecord(String topic) {
        Schema schema = SchemaBuilder.record("Weather")
                .fields()
                .requiredDouble("celsius")
                .endRecord();
        return serialize(
                "elsewhere",
                new GenericRecordBuilder(schema).set("celsius", 21.0).build());
    }

    /** As a publisher writes it that is one version ahead. */
    private byte[] evolvedInteraction(String topic) {
        Schema known = io.riskmonitor.schema.Interaction.getClassSchema();
        List<Schema.Field> fields = new ArrayList<>(known.getFields().stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList());
        fields.add(new Schema.Field("mood", Schema.create(Schema.Type.STRING), "from a later version", ""));
        Schema evolved = Schema.createRecord(known.getName(), known.getDoc(), known.getNamespace(), false, fields);
        return serialize(
                topic,
                new GenericRecordBuilder(evolved)
                        .set("interactionId", "i-new")
                        .set("occurredAt", Traffic.START.plusSeconds(9).toEpochMilli())
                        .set("application", "shop")
                        .build());
    }

    private byte[] serialize(String topic, Object record) {
        try (KafkaAvroSerializer avro = new KafkaAvroSerializer()) {
            avro.configure(Map.of("schema.registry.url", playground.registry()), false);
            return avro.serialize(topic, record);
        }
    }

    private static Map<String, String> headers(ConsumerRecord<?, ?> record) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), UTF_8));
        }
        return headers;
    }
}
