package io.riskmonitor.streams;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A key-value store whose values are objects that are changed in place: they live on the heap and are written to RocksDB
 * and the changelog once per commit, not once per event.
 *
 * <p>Kafka's own cache holds bytes, so every change of a tally would read and write the whole of it. This one hooks into
 * the same place, {@code flushCache}, which Kafka Streams calls before every commit and within its transaction: a crash
 * loses nothing that was committed. See {@code docs/decisions/0003-objects-on-the-heap.md}.
 */
final class ObjectStore<K, V> extends WrappedStateStore<KeyValueStore<K, V>, K, V> {

    /** Values that are unchanged since the last commit and stay on the heap, at most. */
    private final int maxClean;

    private final LinkedHashMap<K, V> heap = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<K> changed = new HashSet<>();
    private long flushes;

    private ObjectStore(KeyValueStore<K, V> inner, int maxClean) {
        super(inner);
        this.maxClean = maxClean;
    }

    /** Builds the store, with a changelog. */
    static <K, V> StoreBuilder<ObjectStore<K, V>> builder(String name, Serde<K> keys, Serde<V> values, int maxClean) {
        return new Builder<>(Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), keys, values), maxClean);
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        clearCache();
        super.init(context, root);
    }

    /** The value, to be changed in place; say {@link #changed} then. */
    @Nullable
    V get(K key) {
        V value = heap.get(key);
        if (value == null && !changed.contains(key)) {
            value = wrapped().get(key);
            if (value != null) {
                heap.put(key, value);
            }
        }
        return value;
    }

    /** The value was changed in place, or is new. */
    void changed(K key, V value) {
        heap.put(key, value);
        changed.add(key);
    }

    void delete(K key) {
        heap.remove(key);
        changed.add(key);
    }

    /** Calls {@code visitor} for every key as of the last commit; for use before the first change. */
    void forEachKey(Consumer<K> visitor) {
        try (KeyValueIterator<K, V> all = wrapped().all()) {
            while (all.hasNext()) {
                visitor.accept(all.next().key);
            }
        }
    }

    /**
     * Calls {@code visitor} for every entry, which it may change or delete, but no other. What it leaves alone is not kept on
     * the heap.
     */
    void forEach(BiConsumer<K, V> visitor) {
        for (K key : List.copyOf(changed)) {
            V value = heap.get(key);
            if (value != null) {
                visitor.accept(key, value);
            }
        }
        try (KeyValueIterator<K, V> all = wrapped().all()) {
            Set<K> visited = Set.copyOf(changed);
            while (all.hasNext()) {
                KeyValue<K, V> stored = all.next();
                if (!visited.contains(stored.key)) {
                    V value = heap.get(stored.key);
                    visitor.accept(stored.key, value == null ? stored.value : value);
                }
            }
        }
    }

    /** Grows whenever what was changed is written: from then on a change must be announced again. */
    long flushes() {
        return flushes;
    }

    @Override
    public void flushCache() {
        flushes++;
        for (K key : changed) {
            wrapped().put(key, heap.get(key)); // null deletes
        }
        changed.clear();
        Iterator<K> eldest = heap.keySet().iterator();
        for (int surplus = heap.size() - maxClean; surplus > 0; surplus--) {
            eldest.next();
            eldest.remove();
        }
        super.flushCache();
    }

    @Override
    public void clearCache() {
        heap.clear();
        changed.clear();
        super.clearCache();
    }

    private record Builder<K, V>(StoreBuilder<KeyValueStore<K, V>> inner, int maxClean)
            implements StoreBuilder<ObjectStore<K, V>> {

        @Override
        public ObjectStore<K, V> build() {
            return new ObjectStore<>(inner.build(), maxClean);
        }

        @Override
        public StoreBuilder<ObjectStore<K, V>> withCachingEnabled() {
            throw new UnsupportedOperationException("it is a cache itself");
        }

        @Override
        public StoreBuilder<ObjectStore<K, V>> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<ObjectStore<K, V>> withLoggingEnabled(Map<String, String> config) {
            inner.withLoggingEnabled(config);
            return this;
        }

        @Override
        public StoreBuilder<ObjectStore<K, V>> withLoggingDisabled() {
            throw new UnsupportedOperationException("without a changelog a crash would lose what was counted");
        }

        @Override
        public Map<String, String> logConfig() {
            return inner.logConfig();
        }

        @Override
        public boolean loggingEnabled() {
            return inner.loggingEnabled();
        }

        @Override
        public String name() {
            return inner.name();
        }
    }
}
