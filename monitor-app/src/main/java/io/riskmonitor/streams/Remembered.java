package io.riskmonitor.streams;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered under a name for a while of event time, in a RocksDB window store that forgets by itself.
 *
 * <p>Entries lie at the start of a bucket of time half as long as they are remembered, so that looking one up takes a
 * few point reads (most of them answered by a Bloom filter) and never a scan.
 *
 * @param horizon how long entries are found at least
 */
record Remembered<V>(WindowStore<String, V> store, Duration horizon) {

    /** An entry and the bucket it lies in. */
    record Entry<V>(V value, long bucket) {}

    static <V> StoreBuilder<WindowStore<String, V>> builder(String name, Serde<V> values, Duration horizon) {
        Duration bucket = horizon.dividedBy(2);
        return Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(name, horizon.plus(bucket.multipliedBy(2)), bucket, false),
                        Serdes.String(),
                        values)
                // by the broker's clock: a changelog of old events must not be deleted for being old
                .withLoggingEnabled(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
    }

    /**
     * What is remembered under a name.
     *
     * @param latest event time that the partition has reached: there is nothing later
     */
    Optional<Entry<V>> find(String name, Instant around, long latest) {
        long bucketMillis = bucketMillis();
        long newest = bucketOf(Math.min(latest, around.toEpochMilli() + horizon.toMillis()));
        long oldest = bucketOf(around.toEpochMilli() - horizon.toMillis());
        // most are found, if at all, where they are looked for
        long nearest = Math.min(newest, bucketOf(around.toEpochMilli()));
        @Nullable V value = store.fetch(name, nearest);
        if (value != null) {
            return Optional.of(new Entry<>(value, nearest));
        }
        for (long bucket = newest; bucket >= oldest; bucket -= bucketMillis) {
            value = bucket == nearest ? null : store.fetch(name, bucket);
            if (value != null) {
                return Optional.of(new Entry<>(value, bucket));
            }
        }
        return Optional.empty();
    }

    /** Remembers something new. */
    void put(String name, Instant at, V value) {
        put(name, new Entry<>(value, bucketOf(at.toEpochMilli())));
    }

    /** Remembers what has changed. */
    void put(String name, Entry<V> entry) {
        store.put(name, entry.value(), entry.bucket());
    }

    private long bucketMillis() {
        return horizon.toMillis() / 2;
    }

    long bucketOf(long millis) {
        return millis - Math.floorMod(millis, bucketMillis());
    }
}
