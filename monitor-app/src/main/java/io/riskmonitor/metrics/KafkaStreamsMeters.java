package io.riskmonitor.metrics;

import static io.riskmonitor.metrics.KafkaStreamsMeters.Merge.MAX;
import static io.riskmonitor.metrics.KafkaStreamsMeters.Merge.SUM;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * The few meters of Kafka Streams and its clients that somebody on call needs, one series each.
 *
 * <p>A Streams program has thousands, one per client, thread, task and store, whose ids change with every deployment. Ours
 * are merged when Prometheus asks. All are gauges: a total over tasks falls when a task moves away, which Prometheus would
 * take for a restart and count again.
 *
 * @param metrics for instance {@code KafkaStreams::metrics}
 */
public record KafkaStreamsMeters(Supplier<Map<MetricName, ? extends Metric>> metrics) implements MeterBinder {

    /** How the values of several threads, tasks or stores become one. */
    enum Merge {
        SUM {
            @Override
            OptionalDouble of(DoubleStream values) {
                double[] all = values.toArray();
                return all.length == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(DoubleStream.of(all).sum());
            }
        },
        MAX {
            @Override
            OptionalDouble of(DoubleStream values) {
                return values.max();
            }
        };

        abstract OptionalDouble of(DoubleStream values);
    }

    /**
     * One exported meter.
     *
     * @param unit what one of Kafka's units is in ours, for instance 0.001 where it counts milliseconds
     */
    record Meter(String name, String group, String metric, Merge merge, double unit, String description) {}

    private static final String CLIENT = "stream-metrics";
    private static final String THREAD = "stream-thread-metrics";
    private static final String TASK = "stream-task-metrics";
    private static final String STORE = "stream-state-metrics";
    private static final String FETCH = "consumer-fetch-manager-metrics";
    private static final String COORDINATOR = "consumer-coordinator-metrics";
    private static final double MILLIS = 0.001;

    static final List<Meter> METERS = List.of(
            meter("kafka_streams_state", CLIENT, "client-state", MAX, "Ordinal of KafkaStreams.State; 2 is RUNNING"),
            meter("kafka_streams_threads_alive", CLIENT, "alive-stream-threads", SUM, "Stream threads at work"),
            meter("kafka_streams_threads_failed", CLIENT, "failed-stream-threads", SUM, "Stream threads that died"),
            meter("kafka_streams_process_rate", THREAD, "process-rate", SUM, "Records processed per second"),
            meter(
                    "kafka_streams_process_ratio",
                    THREAD,
                    "process-ratio",
                    MAX,
                    "Busiest thread: share of time processing"),
            meter("kafka_streams_poll_ratio", THREAD, "poll-ratio", MAX, "Idlest thread: share of time polling"),
            millis("kafka_streams_process_latency_max_seconds", THREAD, "process-latency-max", "Slowest processing"),
            millis(
                    "kafka_streams_punctuate_latency_max_seconds",
                    THREAD,
                    "punctuate-latency-max",
                    "Slowest punctuation"),
            millis("kafka_streams_commit_latency_max_seconds", THREAD, "commit-latency-max", "Slowest commit"),
            meter("kafka_streams_commit_rate", THREAD, "commit-rate", SUM, "Commits per second"),
            meter("kafka_streams_task_created_rate", THREAD, "task-created-rate", SUM, "Tasks created per second"),
            meter("kafka_streams_task_closed_rate", THREAD, "task-closed-rate", SUM, "Tasks closed per second"),
            meter(
                    "kafka_streams_dropped_records_rate",
                    TASK,
                    "dropped-records-rate",
                    SUM,
                    "Records dropped per second"),
            meter("kafka_streams_buffered_records", TASK, "active-buffer-count", SUM, "Records read and not processed"),
            millis("kafka_streams_record_lateness_max_seconds", TASK, "record-lateness-max", "Latest record"),
            meter(
                    "kafka_streams_restore_remaining_records",
                    TASK,
                    "restore-remaining-records-total",
                    SUM,
                    "Records to restore"),
            meter("kafka_streams_restore_rate", TASK, "restore-rate", SUM, "Records restored per second"),
            meter("kafka_streams_cache_bytes", TASK, "cache-size-bytes-total", SUM, "Size of the record caches"),
            meter(
                    "kafka_streams_rocksdb_block_cache_bytes",
                    STORE,
                    "block-cache-usage",
                    MAX,
                    "Size of the block cache, which stores share"),
            meter("kafka_streams_rocksdb_memtable_bytes", STORE, "size-all-mem-tables", SUM, "Size of the memtables"),
            meter("kafka_streams_rocksdb_sst_bytes", STORE, "total-sst-files-size", SUM, "Size of the state on disk"),
            meter("kafka_streams_rocksdb_keys", STORE, "estimate-num-keys", SUM, "Estimated number of keys"),
            meter(
                    "kafka_streams_rocksdb_open_iterators",
                    STORE,
                    "num-open-iterators",
                    SUM,
                    "Iterators that are not closed"),
            meter(
                    "kafka_streams_rocksdb_pending_compaction_bytes",
                    STORE,
                    "estimate-pending-compaction-bytes",
                    SUM,
                    "What compaction still has to rewrite"),
            meter(
                    "kafka_streams_rocksdb_background_errors",
                    STORE,
                    "background-errors",
                    SUM,
                    "Failed flushes and compactions"),
            meter(
                    "kafka_consumer_records_lag_max",
                    FETCH,
                    "records-lag-max",
                    MAX,
                    "Records behind, worst input partition"),
            meter(
                    "kafka_consumer_assigned_partitions",
                    COORDINATOR,
                    "assigned-partitions",
                    SUM,
                    "Input partitions of this instance"),
            meter(
                    "kafka_consumer_rebalance_rate_per_hour",
                    COORDINATOR,
                    "rebalance-rate-per-hour",
                    MAX,
                    "Rebalances per hour"),
            meter(
                    "kafka_producer_record_error_rate",
                    "producer-metrics",
                    "record-error-rate",
                    SUM,
                    "Records that could not be written per second"));

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Meter meter : METERS) {
            Gauge.builder(meter.name, () -> value(meter))
                    .description(meter.description)
                    .register(registry);
        }
    }

    private double value(Meter meter) {
        DoubleStream values = metrics.get().entrySet().stream()
                .filter(entry -> is(meter, entry.getKey()))
                .map(entry -> entry.getValue().metricValue())
                .filter(Number.class::isInstance)
                .mapToDouble(value -> ((Number) value).doubleValue())
                .filter(Double::isFinite);
        return meter.merge.of(values).orElse(Double.NaN) * meter.unit;
    }

    private static boolean is(Meter meter, MetricName name) {
        return name.name().equals(meter.metric)
                && name.group().equals(meter.group)
                // Kafka has the same names once more per topic and per partition
                && !name.tags().containsKey("topic")
                // how far a restore is behind is no lag of the input
                && !name.tags().getOrDefault("client-id", "").endsWith("-restore-consumer");
    }

    private static Meter meter(String name, String group, String metric, Merge merge, String description) {
        return new Meter(name, group, metric, merge, 1, description);
    }

    private static Meter millis(String name, String group, String metric, String description) {
        return new Meter(name, group, metric, MAX, MILLIS, description);
    }
}
