package io.riskmonitor.streams;

import io.riskmonitor.segment.Series;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * Conversations that have failed, each in its series. Failures are rare and most questions are about conversations that
 * have not failed: a hash of each on the heap answers those without asking the store.
 */
final class FailedConversations {

    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final Remembered<Long> store;

    /** Start of a bucket of time to the hashes of what failed in it. */
    private final TreeMap<Long, Set<Long>> hashes = new TreeMap<>();

    FailedConversations(Remembered<Long> store) {
        this.store = store;
        try (KeyValueIterator<Windowed<String>, Long> all = store.store().all()) {
            all.forEachRemaining(entry -> note(entry.key.window().start(), hashOf(entry.key.key())));
        }
    }

    private void note(long bucket, long hash) {
        hashes.computeIfAbsent(bucket, b -> new HashSet<>()).add(hash);
    }

    boolean hasFailed(String application, String conversation, Series series, Instant at, long latest) {
        long hash = hashOf(application, conversation, series.category().name(), series.evaluator());
        for (Set<Long> failed : hashes.values()) {
            if (failed.contains(hash)) {
                return store.find(name(application, conversation, series), at, latest)
                        .isPresent();
            }
        }
        return false;
    }

    void fail(String application, String conversation, Series series, Instant at) {
        String name = name(application, conversation, series);
        store.put(name, at, at.toEpochMilli());
        note(store.bucketOf(at.toEpochMilli()), hashOf(name));
        hashes.headMap(hashes.lastKey() - 2 * store.horizon().toMillis()).clear();
    }

    static String name(String application, String conversation, Series series) {
        return String.join("\0", application, conversation, series.category().name(), series.evaluator());
    }

    private static long hashOf(String name) {
        return hashOf(name.split("\0", -1));
    }

    private static long hashOf(String... parts) {
        long hash = 0;
        for (String part : parts) {
            hash = (hash ^ part.hashCode()) * MIX;
        }
        return hash;
    }
}
