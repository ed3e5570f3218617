package io.riskmonitor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaStreamsMetersTest {

    private final Map<MetricName, Metric> metrics = new HashMap<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    KafkaStreamsMetersTest() {
        new KafkaStreamsMeters(() -> metrics).bindTo(registry);
    }

    @Test
    void threadsAreAddedUp() {
        has("process-rate", "stream-thread-metrics", Map.of("thread-id", "1"), 100.0);
        has("process-rate", "stream-thread-metrics", Map.of("thread-id", "2"), 50.0);
        has("process-rate", "stream-task-metrics", Map.of("thread-id", "1", "task-id", "0_0"), 100.0);

        assertThat(value("kafka_streams_process_rate")).isEqualTo(150);
    }

    @Test
    void theSlowestCountsInSeconds() {
        has("commit-latency-max", "stream-thread-metrics", Map.of("thread-id", "1"), 20.0);
        has("commit-latency-max", "stream-thread-metrics", Map.of("thread-id", "2"), 250.0);
        has("commit-latency-max", "stream-thread-metrics", Map.of("thread-id", "3"), Double.NaN);

        assertThat(value("kafka_streams_commit_latency_max_seconds")).isEqualTo(0.25);
    }

    @Test
    void aRestoreIsNoLagOfTheInput() {
        has("records-lag-max", "consumer-fetch-manager-metrics", Map.of("client-id", "a-consumer"), 7.0);
        has("records-lag-max", "consumer-fetch-manager-metrics", Map.of("client-id", "a-restore-consumer"), 9_000.0);

        assertThat(value("kafka_consumer_records_lag_max")).isEqualTo(7);
    }

    @Test
    void nothingIsNotZero() {
        assertThat(value("kafka_streams_process_rate")).isNaN();
    }

    @Test
    void everyMeterExistsInKafka(@TempDir Path state) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()))
                .groupByKey(Grouped.with(Serdes.String(), Serdes.String()))
                .count(Materialized.as(Stores.persistentKeyValueStore("counts")));
        Topology topology = builder.build();
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "names");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());

        try (KafkaStreams streams = new KafkaStreams(topology, config);
                TopologyTestDriver driver = new TopologyTestDriver(topology, config)) {
            // neither has all: the one is not started, so it has no tasks; the other has no clients
            assertThat(KafkaStreamsMeters.METERS).allSatisfy(meter -> assertThat(
                            Stream.of(streams.metrics(), driver.metrics()).flatMap(all -> all.keySet().stream()))
                    .as(meter.name())
                    .anyMatch(name ->
                            name.group().equals(meter.group()) && name.name().equals(meter.metric())));
        }
    }

    private void has(String name, String group, Map<String, String> tags, Object value) {
        MetricName metricName = new MetricName(name, group, "", tags);
        metrics.put(metricName, new Metric() {
            @Override
            public MetricName metricName() {
                return metricName;
            }

            @Override
            public Object metricValue() {
                return value;
            }
        });
    }

    private double value(String name) {
        return registry.get(name).gauge().value();
    }
}
