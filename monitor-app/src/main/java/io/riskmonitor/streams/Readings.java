package io.riskmonitor.streams;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** How far the readers of this instance are: each is begun where records are admitted, and asked where they are counted. */
record Readings(Upstream upstream, List<String> topics, Map<Integer, Reading> byPartition) {

    /** @param topics those that are read */
    Readings(Upstream upstream, List<String> topics) {
        this(upstream, topics, new ConcurrentHashMap<>());
    }

    /** One that has read nothing; takes the place of the one before. */
    Reading begin(int partition, long nowMillis) {
        Reading reading = new Reading(upstream, topics, partition, nowMillis);
        byPartition.put(partition, reading);
        return reading;
    }

    /** The one that was begun last. */
    Reading of(int partition) {
        return Objects.requireNonNull(byPartition.get(partition));
    }
}
