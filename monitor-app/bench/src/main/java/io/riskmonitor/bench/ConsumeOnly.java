package io.riskmonitor.bench;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import io.riskmonitor.schema.InlineVerdict;
import io.riskmonitor.schema.Interaction;
import io.riskmonitor.schema.Outcome;
import io.riskmonitor.schema.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** The limit: one consumer that decodes every event and does nothing with it but count. */
final class ConsumeOnly implements Contender.Pass {

    private long trials;
    private long failures;

    @Override
    public Contender.Result run(Course course) throws InterruptedException {
        Map<String, Object> settings = new HashMap<>(course.kafka());
        settings.putAll(course.schemaRegistry());
        settings.put(KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG, true);
        Deserializer<Object> avro = new KafkaAvroDeserializer();
        avro.configure(settings, false);
        try (KafkaConsumer<String, Object> consumer = new KafkaConsumer<>(settings, new StringDeserializer(), avro)) {
            List<TopicPartition> partitions =
                    List.of(course.topics().interactions(), course.topics().verdicts()).stream()
                            .flatMap(topic -> consumer.partitionsFor(topic).stream())
                            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Effort.@Nullable Stopwatch stopwatch = null;
            Totals expected = new Totals(
                    course.workload().inlineVerdicts() + course.workload().laterVerdicts(), 0);
            while (trials < expected.trials()) {
                for (ConsumerRecord<String, Object> record : consumer.poll(Duration.ofMillis(100))) {
                    if (stopwatch == null) {
                        stopwatch = Effort.Stopwatch.start(course.brokerPid());
                    }
                    count(record.value());
                }
            }
            return new Contender.Result(Objects.requireNonNull(stopwatch).stop(), new Totals(trials, failures));
        }
    }

    private void count(Object event) {
        if (event instanceof Interaction interaction) {
            for (InlineVerdict verdict : interaction.getVerdicts()) {
                count(verdict.getOutcome());
            }
        } else {
            count(((Verdict) event).getOutcome());
        }
    }

    private void count(Outcome outcome) {
        trials++;
        if (outcome == Outcome.FAIL) {
            failures++;
        }
    }
}
