package io.riskmonitor.streams;

import io.riskmonitor.wire.EarlyVerdict;
import io.riskmonitor.wire.Received;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Verdicts that came before their interaction and wait for it, as received. */
final class EarlyVerdicts {

    /** Verdicts that wait in one partition, at most: beyond it those that have waited longest are given up. */
    static final int MAX_WAITING = 100_000;

    private final KeyValueStore<EarlyVerdict, Received> store;
    private final Map<String, List<EarlyVerdict>> byInteraction = new HashMap<>();
    private final TreeSet<EarlyVerdict> byExpiry = new TreeSet<>(Comparator.comparingLong(EarlyVerdict::expiresAt)
            .thenComparing(EarlyVerdict::interactionId)
            .thenComparing(EarlyVerdict::verdictId));

    EarlyVerdicts(KeyValueStore<EarlyVerdict, Received> store) {
        this.store = store;
        try (KeyValueIterator<EarlyVerdict, Received> all = store.all()) {
            all.forEachRemaining(entry -> index(entry.key));
        }
    }

    private void index(EarlyVerdict key) {
        if (byExpiry.add(key)) {
            byInteraction
                    .computeIfAbsent(key.interactionId(), id -> new ArrayList<>(1))
                    .add(key);
        }
    }

    void park(EarlyVerdict key, Received verdict) {
        store.put(key, verdict);
        index(key);
    }

    /** Takes the verdicts that waited for this interaction, in the order in which they were judged. */
    List<Received> take(String interactionId) {
        List<EarlyVerdict> keys = byInteraction.remove(interactionId);
        if (keys == null) {
            return List.of();
        }
        keys.sort(Comparator.comparingLong(EarlyVerdict::expiresAt).thenComparing(EarlyVerdict::verdictId));
        List<Received> verdicts = new ArrayList<>(keys.size());
        for (EarlyVerdict key : keys) {
            byExpiry.remove(key);
            verdicts.add(store.delete(key));
        }
        return verdicts;
    }

    /** Takes those that have waited long enough, or are too many. */
    List<Received> takeExpired(long nowMillis) {
        List<Received> expired = new ArrayList<>();
        while (!byExpiry.isEmpty() && (byExpiry.first().expiresAt() <= nowMillis || byExpiry.size() > MAX_WAITING)) {
            EarlyVerdict key = byExpiry.first();
            byExpiry.remove(key);
            List<EarlyVerdict> siblings = byInteraction.getOrDefault(key.interactionId(), new ArrayList<>());
            siblings.remove(key);
            if (siblings.isEmpty()) {
                byInteraction.remove(key.interactionId());
            }
            expired.add(store.delete(key));
        }
        return expired;
    }
}
