package io.riskmonitor.bench;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.riskmonitor.schema.InlineVerdict;
import io.riskmonitor.schema.Interaction;
import io.riskmonitor.schema.Outcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.WindowStore;

/**
 * What a Kafka Streams user writes first: every verdict to its cells, grouped by cell, counted in a tumbling window.
 *
 * <p>It does less than the monitor: no deduplication, no later verdicts, no rules, no alerts, one window, no output.
 */
final class PlainDsl implements Contender.Pass {

    private static final String RATES = "rates";

    /** Of one cell in one window. */
    private record Rate(long trials, long failures) {

        static final Rate NONE = new Rate(0, 0);

        Rate plus(boolean failed) {
            return new Rate(trials + 1, failures + (failed ? 1 : 0));
        }

        static Serde<Rate> serde() {
            return Serdes.serdeFrom(
                    (topic, rate) -> rate == null
                            ? null
                            : ByteBuffer.allocate(16)
                                    .putLong(rate.trials)
                                    .putLong(rate.failures)
                                    .array(),
                    (topic, bytes) -> {
                        if (bytes == null) {
                            return null;
                        }
                        ByteBuffer buffer = ByteBuffer.wrap(bytes);
                        return new Rate(buffer.getLong(), buffer.getLong());
                    });
        }
    }

    private final LongAdder received = new LongAdder();
    private final LongAdder counted = new LongAdder();

    @Override
    public Contender.Result run(Course course) throws InterruptedException {
        long expected = (long) course.workload().inlineVerdicts() * (1 + Workload.DIMENSIONS.size());
        try (KafkaStreams streams = new KafkaStreams(topology(course), settings(course))) {
            streams.start();
            Waiting.until(() -> received.sum() > 0, streams::state);
            Effort.Stopwatch stopwatch = Effort.Stopwatch.start(course.brokerPid());
            Waiting.until(() -> counted.sum() >= expected, streams::state);
            Effort effort = stopwatch.stop();
            return new Contender.Result(effort, totals(streams));
        }
    }

    private Topology topology(Course course) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(course.topics().interactions(), Consumed.with(Serdes.String(), interactions(course)))
                .flatMap((key, interaction) -> cellsOf(interaction))
                .groupByKey(Grouped.with("cells", Serdes.String(), Serdes.Boolean()))
                // on a backlog the partitions outrun each other: with less grace records are dropped, silently
                .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMinutes(1), Duration.ofDays(1)))
                .aggregate(
                        () -> Rate.NONE,
                        (cell, failed, rate) -> {
                            counted.increment();
                            return rate.plus(failed);
                        },
                        Materialized.<String, Rate, WindowStore<Bytes, byte[]>>as(RATES)
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Rate.serde()));
        return builder.build();
    }

    private List<KeyValue<String, Boolean>> cellsOf(Interaction interaction) {
        received.increment();
        List<KeyValue<String, Boolean>> cells = new ArrayList<>();
        for (InlineVerdict verdict : interaction.getVerdicts()) {
            boolean failed = verdict.getOutcome() == Outcome.FAIL;
            String all = interaction.getApplication() + "/" + verdict.getCategory();
            cells.add(KeyValue.pair(all, failed));
            for (Map.Entry<String, String> segment : interaction.getSegments().entrySet()) {
                cells.add(KeyValue.pair(all + "/" + segment.getKey() + "=" + segment.getValue(), failed));
            }
        }
        return cells;
    }

    @SuppressWarnings("unchecked") // the deserializer makes what the schema says
    private static Serde<Interaction> interactions(Course course) {
        Map<String, Object> settings = new HashMap<>(course.schemaRegistry());
        settings.put(KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG, true);
        Serde<?> avro = Serdes.serdeFrom(new KafkaAvroSerializer(), new KafkaAvroDeserializer());
        avro.configure(settings, false);
        return (Serde<Interaction>) avro;
    }

    /** Defaults, but for what the monitor has, too: exactly once, its commit interval and its number of threads. */
    private static Properties settings(Course course) {
        Properties settings = new Properties();
        settings.putAll(course.kafka());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, course.name());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, course.state().toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
        settings.put(
                StreamsConfig.NUM_STREAM_THREADS_CONFIG, Runtime.getRuntime().availableProcessors());
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        return settings;
    }

    private static Totals totals(KafkaStreams streams) {
        long trials = 0;
        long failures = 0;
        var rates = streams.store(
                StoreQueryParameters.fromNameAndType(RATES, QueryableStoreTypes.<String, Rate>windowStore()));
        try (KeyValueIterator<Windowed<String>, Rate> all = rates.all()) {
            while (all.hasNext()) {
                Rate rate = all.next().value;
                trials += rate.trials();
                failures += rate.failures();
            }
        }
        return new Totals(trials, failures);
    }
}
