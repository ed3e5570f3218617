package io.riskmonitor.cli;

import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.streams.Monitor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Waits until everything on the input topics has been read, and all of it judged; or until the monitor has failed. */
record ReplayEnd(MonitorConfig config, Monitor monitor) {

    private static final Duration PAUSE = Duration.ofMillis(250);

    void await() throws InterruptedException {
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(config.kafka()))) {
            while (!hasFailed() && !isEverythingRead(admin)) {
                Thread.sleep(PAUSE.toMillis());
            }
            // before that a judge may still believe what it heard in an earlier pause: that nothing arrives
            Thread.sleep(config.observe().idleAfter().toMillis());
            while (!hasFailed() && !monitor.progress().isIdle()) {
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (ExecutionException e) {
            throw Failure.failed("cannot see how far the monitor is", e);
        }
    }

    private boolean hasFailed() {
        return monitor.hasFailed() || monitor.whyStopped() != null;
    }

    private boolean isEverythingRead(Admin admin) throws InterruptedException, ExecutionException {
        TopicPlan plan = new TopicPlan(config.topics());
        Map<TopicPartition, OffsetSpec> inputs =
                admin.describeTopics(plan.inputs()).allTopicNames().get().values().stream()
                        .flatMap(topic -> topic.partitions().stream()
                                .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                        .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        var ends = admin.listOffsets(inputs).all().get();
        Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(
                        config.topics().prefix() + "risk-monitor")
                .partitionsToOffsetAndMetadata()
                .get();
        return ends.entrySet().stream().allMatch(end -> {
            OffsetAndMetadata offset = read.get(end.getKey());
            return end.getValue().offset() == 0
                    || (offset != null && offset.offset() >= end.getValue().offset());
        });
    }
}
