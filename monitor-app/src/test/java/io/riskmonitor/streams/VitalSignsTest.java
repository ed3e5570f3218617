package io.riskmonitor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.health.Vitals.Work;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class VitalSignsTest {

    private static final TopicPartition INTERACTIONS = new TopicPartition("llm.interactions", 3);
    private static final TopicPartition VERDICTS = new TopicPartition("llm.verdicts", 3);

    private final Map<MetricName, Metric> metrics = new HashMap<>();

    @Test
    void aConsumerThatNeverAskedAndOneThatRestoresAreNotLate() {
        consumer("a-1-consumer", 7.0);
        consumer("a-2-consumer", -1.0);
        consumer("a-global-consumer", 2.0);
        consumer("a-1-restore-consumer", 9_000.0);

        assertThat(VitalSigns.of(metrics).polled())
                .isEqualTo(Map.of("a-1-consumer", Duration.ofSeconds(7), "a-global-consumer", Duration.ofSeconds(2)));
    }

    @Test
    void aTaskHasToDoWhatLiesOnItsPartitions() {
        lag(INTERACTIONS, 1_000.0);
        lag(VERDICTS, Double.NaN);
        lag(new TopicPartition("llm.interactions", 4), 50.0);
        // the same once more, under the name that Kafka gave it before
        has("records-lag", "consumer-fetch-manager-metrics", tags("llm_interactions", "3"), 1_000.0);

        assertThat(VitalSigns.of(metrics).work(List.of(thread(Map.of(INTERACTIONS, 70L, VERDICTS, -1L)))))
                .isEqualTo(Map.of("0_3", new Work(69, 1_000)));
    }

    @Test
    void whateverComesFromABrokerIsHeard() {
        has("incoming-byte-total", "consumer-metrics", Map.of("client-id", "a-1-consumer"), 20.0);
        has("incoming-byte-total", "consumer-metrics", Map.of("client-id", "a-global-consumer"), 3.0);
        has("incoming-byte-total", "producer-metrics", Map.of("client-id", "a-1-producer"), 100.0);

        assertThat(VitalSigns.of(metrics).heard()).isEqualTo(23);
    }

    @Test
    void whatIsLeftToRestoreIsAddedUp() {
        has("restore-remaining-records-total", "stream-task-metrics", Map.of("task-id", "0_3"), 20.0);
        has("restore-remaining-records-total", "stream-task-metrics", Map.of("task-id", "1_3"), 3.0);

        assertThat(VitalSigns.of(metrics).toRestore()).isEqualTo(23);
    }

    private void consumer(String id, double polledSecondsAgo) {
        has("last-poll-seconds-ago", "consumer-metrics", Map.of("client-id", id), polledSecondsAgo);
    }

    private void lag(TopicPartition partition, double records) {
        has(
                "records-lag",
                "consumer-fetch-manager-metrics",
                tags(partition.topic(), Integer.toString(partition.partition())),
                records);
    }

    private static Map<String, String> tags(String topic, String partition) {
        return Map.of("client-id", "a-1-consumer", "topic", topic, "partition", partition);
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

    /** One thread with task 0_3, which has committed this. */
    private static ThreadMetadata thread(Map<TopicPartition, Long> committed) {
        TaskMetadata task = new TaskMetadata() {
            @Override
            public TaskId taskId() {
                return new TaskId(0, 3);
            }

            @Override
            public Set<TopicPartition> topicPartitions() {
                return committed.keySet();
            }

            @Override
            public Map<TopicPartition, Long> committedOffsets() {
                return committed;
            }

            @Override
            public Map<TopicPartition, Long> endOffsets() {
                return Map.of();
            }

            @Override
            public Optional<Long> timeCurrentIdlingStarted() {
                return Optional.empty();
            }
        };
        return new ThreadMetadata() {
            @Override
            public String threadState() {
                return "RUNNING";
            }

            @Override
            public String threadName() {
                return "thread";
            }

            @Override
            public Set<TaskMetadata> activeTasks() {
                return new HashSet<>(Set.of(task));
            }

            @Override
            public Set<TaskMetadata> standbyTasks() {
                return Set.of();
            }

            @Override
            public String consumerClientId() {
                return "consumer";
            }

            @Override
            public String restoreConsumerClientId() {
                return "restore";
            }

            @Override
            public Set<String> producerClientIds() {
                return Set.of();
            }

            @Override
            public String adminClientId() {
                return "admin";
            }
        };
    }
}
