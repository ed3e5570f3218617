package io.riskmonitor.streams;

import io.riskmonitor.wire.Received;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Sends a stray where its key says, and how far a partition with strays is to every observer. */
final class ToHome implements StreamPartitioner<byte[], Received> {

    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, Received received, int numPartitions) {
        return Optional.of(
                received.isMark()
                        ? IntStream.range(0, numPartitions).boxed().collect(Collectors.toUnmodifiableSet())
                        : Set.of(of(key, numPartitions)));
    }

    /** Where Java clients put a record with this key. */
    static int of(byte[] key, int numPartitions) {
        return Utils.toPositive(Utils.murmur2(key)) % numPartitions;
    }
}
