package io.riskmonitor.streams;

import io.riskmonitor.pane.Report;
import io.riskmonitor.pane.Watermark;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Sends the tallies of an application to its judge, and a watermark to every judge. */
final class ToJudges implements StreamPartitioner<String, Report> {

    @Override
    public Optional<Set<Integer>> partitions(String topic, String application, Report report, int numPartitions) {
        if (report instanceof Watermark) {
            return Optional.of(IntStream.range(0, numPartitions).boxed().collect(Collectors.toUnmodifiableSet()));
        }
        int hash = Utils.toPositive(Utils.murmur2(application.getBytes(StandardCharsets.UTF_8)));
        return Optional.of(Set.of(hash % numPartitions));
    }
}
