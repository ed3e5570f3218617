package io.riskmonitor.streams;

import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.pane.Standing;
import io.riskmonitor.segment.Series;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which trial of a conversation was the first, and whether the conversation has failed, in each series. A conversation is
 * known as long as no two of its trials are further apart than the horizon, however these come out: which trial is the
 * first must not depend on outcomes.
 *
 * <p>The conversations that were heard of last are at hand, so that a turn asks the store only if it is the first, or comes
 * after a long break; and however many verdicts an event carries, it writes once.
 */
final class Conversations {

    /** Conversations at hand, at most. */
    private static final int MAX_RECENT = 5_000;

    /** Buckets of one conversation that are kept at hand, at most. */
    private static final int MAX_BUCKETS = 8;

    private final Remembered<Map<Series, Boolean>> store;
    private final long horizonMillis;
    private final LinkedHashMap<Name, Recent> recent = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Recent current;

    Conversations(Remembered<Map<Series, Boolean>> store) {
        this.store = store;
        this.horizonMillis = store.horizon().toMillis();
    }

    private record Name(String application, String conversation) {
        String stored() {
            return application + '\0' + conversation;
        }
    }

    /** Bucket of time to the series that had a trial in it, and whether one was the first failure. */
    private record Recent(Name name, Map<Long, Map<Series, Boolean>> buckets, Set<Long> changed) {}

    /**
     * What a trial is to the detectors; remembers it, until {@link #write} for this event only. What is too old to tell is
     * not the first.
     *
     * @param latest event time that the partition has reached, in epoch milliseconds
     */
    Standing standing(
            String application, String conversation, Series series, Instant at, Outcome outcome, long latest) {
        Recent found = recent(application, conversation);
        long millis = at.toEpochMilli();
        // what is older than this may have been forgotten by the store already
        long oldest = store.bucketOf(Math.max(millis, latest - horizonMillis / 2) - horizonMillis);
        boolean judged = false;
        boolean failed = false;
        for (long bucket = store.bucketOf(Math.min(latest, millis + horizonMillis));
                bucket >= oldest && !failed;
                bucket -= horizonMillis / 2) {
            Map<Series, Boolean> then = at(found, bucket);
            Boolean was = then.isEmpty() ? null : then.get(series);
            judged |= was != null;
            failed = Boolean.TRUE.equals(was);
        }
        boolean tooOld = millis < latest - horizonMillis;
        if (!tooOld) {
            remember(found, store.bucketOf(millis), series, !failed && outcome == Outcome.FAIL);
        }
        return failed ? Standing.SHOWN : judged || tooOld ? Standing.KEPT : Standing.FIRST;
    }

    private Recent recent(String application, String conversation) {
        Recent now = current;
        if (now != null && now.name.conversation.equals(conversation) && now.name.application.equals(application)) {
            return now;
        }
        write();
        Name name = new Name(application, conversation);
        current = recent.computeIfAbsent(name, n -> new Recent(n, new HashMap<>(4), new HashSet<>(2)));
        if (recent.size() > MAX_RECENT) {
            recent.remove(recent.keySet().iterator().next());
        }
        return Objects.requireNonNull(current);
    }

    private Map<Series, Boolean> at(Recent conversation, long bucket) {
        Map<Series, Boolean> known = conversation.buckets.get(bucket);
        if (known == null) {
            known = Objects.requireNonNullElseGet(
                    store.store().fetch(conversation.name.stored(), bucket), () -> new HashMap<>(4));
            if (conversation.buckets.size() >= MAX_BUCKETS) {
                conversation.buckets.keySet().retainAll(conversation.changed);
            }
            conversation.buckets.put(bucket, known);
        }
        return known;
    }

    private void remember(Recent conversation, long bucket, Series series, boolean fails) {
        Map<Series, Boolean> known = at(conversation, bucket);
        Boolean was = known.get(series);
        if (was == null || fails && !was) {
            known.put(series, fails);
            conversation.changed.add(bucket);
        }
    }

    /** Writes what the event has changed; to be called after every event. */
    void write() {
        if (current != null && !current.changed.isEmpty()) {
            String name = current.name.stored();
            for (long bucket : current.changed) {
                store.store().put(name, at(current, bucket), bucket);
            }
            current.changed.clear();
        }
    }
}
