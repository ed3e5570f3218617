package io.riskmonitor.streams;

import io.riskmonitor.health.Vitals.Work;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;

/**
 * What the metrics of Kafka Streams and its consumers say of the work of one instance; nobody else is asked.
 *
 * <p>A committed offset alone cannot tell work that is left from the markers that end a topic which is written in
 * transactions: what a consumer knows to lie before it can.
 *
 * @param polled consumer to time since it last asked for records
 * @param lag records that consumers have not fetched yet
 * @param heard bytes that consumers have received
 * @param toRestore records of state that are not restored yet
 */
record VitalSigns(Map<String, Duration> polled, Map<TopicPartition, Long> lag, long heard, long toRestore) {

    private static final String RESTORE = "-restore-consumer";

    static VitalSigns of(Map<MetricName, ? extends Metric> metrics) {
        Map<String, Duration> polled = new HashMap<>();
        Map<TopicPartition, Long> lag = new HashMap<>();
        long heard = 0;
        long toRestore = 0;
        for (Map.Entry<MetricName, ? extends Metric> metric : metrics.entrySet()) {
            MetricName name = metric.getKey();
            Map<String, String> tags = name.tags();
            String client = tags.getOrDefault("client-id", "");
            switch (name.name()) {
                case "last-poll-seconds-ago" -> {
                    double age = valueOf(metric.getValue());
                    if (age >= 0 && !client.endsWith(RESTORE)) { // else it never did, or has nothing to restore
                        polled.put(client, Duration.ofSeconds((long) age));
                    }
                }
                case "records-lag" -> {
                    if (!client.endsWith(RESTORE) && tags.containsKey("partition")) {
                        lag.put(
                                new TopicPartition(
                                        tags.getOrDefault("topic", ""),
                                        Integer.parseInt(tags.getOrDefault("partition", "0"))),
                                (long) valueOf(metric.getValue()));
                    }
                }
                case "incoming-byte-total" -> {
                    if (name.group().equals("consumer-metrics")) {
                        heard += (long) valueOf(metric.getValue());
                    }
                }
                case "restore-remaining-records-total" -> toRestore += Math.max(0, (long) valueOf(metric.getValue()));
                default -> {}
            }
        }
        return new VitalSigns(polled, lag, heard, toRestore);
    }

    /** What the tasks of the threads have done and have to do. */
    Map<String, Work> work(Collection<ThreadMetadata> threads) {
        Map<String, Work> work = new HashMap<>();
        for (ThreadMetadata thread : threads) {
            for (TaskMetadata task : thread.activeTasks()) {
                work.put(task.taskId().toString(), new Work(done(task), left(task)));
            }
        }
        return work;
    }

    private static long done(TaskMetadata task) {
        return task.committedOffsets().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private long left(TaskMetadata task) {
        return task.topicPartitions().stream()
                .mapToLong(partition -> lag.getOrDefault(partition, 0L))
                .sum();
    }

    private static double valueOf(Metric metric) {
        return metric.metricValue() instanceof Number number && !Double.isNaN(number.doubleValue())
                ? number.doubleValue()
                : 0;
    }
}
