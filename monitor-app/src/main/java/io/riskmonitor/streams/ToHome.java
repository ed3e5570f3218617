package io.riskmonitor.streams;

import io.riskmonitor.pane.Watermark;
import io.riskmonitor.review.Inquiry;
import io.riskmonitor.wire.Received;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Sends a stray to the partition that its key says, a watermark to everybody else's, and a question to all. */
final class ToHome implements StreamPartitioner<byte[], Received> {

    static int partitionOf(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, Received received, int numPartitions) {
        if (received.event() instanceof Watermark watermark) {
            return Optional.of(IntStream.range(0, numPartitions)
                    .filter(partition -> partition != watermark.partition())
                    .boxed()
                    .collect(Collectors.toUnmodifiableSet()));
        }
        if (received.event() instanceof Inquiry) {
            return Optional.of(IntStream.range(0, numPartitions).boxed().collect(Collectors.toUnmodifiableSet()));
        }
        return Optional.of(Set.of(partitionOf(key, numPartitions)));
    }
}
