package io.riskmonitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.riskmonitor.config.MonitorConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A producer with a wrong schema: the monitor stops, says so, and can be told to go on. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RefusalCircuitIT {

    private static final int WRONG = 3_000;
    private static final List<String> GOOD = Traffic.seconds(0, 30, 10, 20);

    @TempDir
    private Path directory;

    private Playground playground;

    @BeforeEach
    void start() {
        playground = new Playground(directory);
    }

    @AfterEach
    void stop() {
        playground.close();
    }

    @Test
    void aTopicIsNotDrainedIntoRefusalsAndNothingGoodIsLost() throws Exception {
        MonitorConfig undisturbed = playground.world("undisturbed");
        playground.publish(undisturbed, GOOD);
        try (RunningMonitor monitor = new RunningMonitor(undisturbed).start()) {
            monitor.awaitJudged();
        }
        MonitorConfig world = playground.world("test");
        playground.publish(world, GOOD.subList(0, 300));
        playground.publish(wrong(world.topics().interactions()));
        playground.publish(world, GOOD.subList(300, GOOD.size()));

        stopsAndSaysSo(world);
        int refused = refusals(world).size();
        assertThat(refused).isLessThan(world.observe().refusals().atLeast());
        stopsAndSaysSo(world); // whoever restarts it without a change gets the same
        assertThat(refusals(world).size() - refused)
                .isLessThan(world.observe().refusals().atLeast());

        try (RunningMonitor monitor = new RunningMonitor(goingOn(world)).start()) {
            monitor.awaitJudged();
            assertThat(monitor.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(monitor.metric("risk_refusal_circuit_open")).isZero();
        }

        assertThat(refusals(world))
                .as("each once")
                .hasSize(WRONG)
                .extracting(refusal -> header(refusal, "risk.partition") + "@" + header(refusal, "risk.offset"))
                .doesNotHaveDuplicates();
        assertThat(playground.transitions(world)).isNotEmpty().isEqualTo(playground.transitions(undisturbed));
    }

    private void stopsAndSaysSo(MonitorConfig world) {
        String topic = world.topics().interactions();
        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            await().atMost(Playground.PATIENCE)
                    .until(() -> monitor.metric("risk_refusal_circuit_open", "topic=\"" + topic + "\"") == 1);
            assertThat(monitor.get("/readyz").statusCode()).isEqualTo(503);
            assertThat(monitor.get("/readyz").body())
                    .startsWith("not ready: stopped reading, because 500 of the last ")
                    .contains(
                            " records of " + topic + " had to be refused (UNDECODABLE 500), the last one at partition ")
                    .contains("observe.refusals.maxShare: 1");
            assertThat(monitor.get("/healthz").statusCode())
                    .as("a restart would not help")
                    .isEqualTo(200);
        }
    }

    private static MonitorConfig goingOn(MonitorConfig world) {
        return world.withObserve(world.observe().withRefusals(MonitorConfig.Refusals.NEVER_STOP));
    }

    private List<ProducerRecord<byte[], byte[]>> wrong(String topic) {
        Schema schema = SchemaBuilder.record("Weather")
                .fields()
                .requiredDouble("celsius")
                .endRecord();
        try (KafkaAvroSerializer avro = new KafkaAvroSerializer()) {
            avro.configure(Map.of("schema.registry.url", playground.registry()), false);
            byte[] value = avro.serialize(
                    "elsewhere",
                    new GenericRecordBuilder(schema).set("celsius", 21.0).build());
            return IntStream.range(0, WRONG)
                    .mapToObj(i -> new ProducerRecord<>(topic, ("w-" + i).getBytes(UTF_8), value))
                    .toList();
        }
    }

    private List<ConsumerRecord<String, byte[]>> refusals(MonitorConfig world) {
        return playground.readBytes(world.topics().refusals());
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
