package io.riskmonitor.streams;

import io.riskmonitor.pane.Standing;
import io.riskmonitor.pane.Trials;
import io.riskmonitor.pane.Trials.Trial;
import io.riskmonitor.segment.Series;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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

    private final Remembered<Map<Series, Trials>> store;
    private final long horizonMillis;
    private final LinkedHashMap<Name, Recent> recent = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Recent current;

    Conversations(Remembered<Map<Series, Trials>> store) {
        this.store = store;
        this.horizonMillis = store.horizon().toMillis();
    }

    /** Is told what has become of a trial that was counted before one that it comes after. */
    interface Restatement {
        void restate(Trial trial, Standing from, Standing to);
    }

    private record Name(String application, String conversation) {
        String stored() {
            return application + '\0' + conversation;
        }
    }

    /** Bucket of time to the trials in it, per series. */
    private record Recent(Name name, Map<Long, Map<Series, Trials>> buckets, Set<Long> changed) {}

    /**
     * What a trial is to the detectors; remembers it, until {@link #write} for this event only. What is too old to tell is
     * not the first.
     *
     * @param latest event time that the partition has reached, in epoch milliseconds
     * @param watermark nothing earlier is waited for, in epoch milliseconds
     */
    Standing standing(
            String application,
            String conversation,
            Series series,
            Trial trial,
            long latest,
            long watermark,
            Restatement restatement) {
        Recent found = recent(application, conversation);
        long millis = trial.at().toEpochMilli();
        long step = horizonMillis / 2;
        long own = store.bucketOf(millis);
        long newest = Math.max(own, store.bucketOf(Math.min(latest, millis + horizonMillis)));
        // what is older than this may have been forgotten by the store already
        long oldest = store.bucketOf(Math.max(millis, latest - step) - horizonMillis);
        boolean any = false;
        for (long bucket = newest; bucket >= oldest; bucket -= step) {
            Trials then = at(found, bucket).get(series);
            if (then != null) {
                then.settle(watermark);
                if (then.failedBefore(trial)) {
                    if (trials(found, own, series).goesOn()) {
                        found.changed.add(own);
                    }
                    return Standing.SHOWN;
                }
                any |= bucket <= own && then.anyBefore(trial);
            }
        }
        if (millis < latest - horizonMillis) {
            return Standing.KEPT;
        }
        Standing standing = any ? Standing.KEPT : Standing.FIRST;
        restate(found, series, trial, standing, newest, restatement);
        trials(found, own, series).add(trial);
        found.changed.add(own);
        return standing;
    }

    /** Changes those that come after a trial, and forgets them where it failed. */
    private void restate(
            Recent conversation, Series series, Trial before, Standing was, long newest, Restatement restatement) {
        Standing from = was; // of the first of them
        Standing to = before.failed() ? Standing.SHOWN : Standing.KEPT;
        for (long bucket = store.bucketOf(before.at().toEpochMilli()); bucket <= newest; bucket += horizonMillis / 2) {
            Trials then = at(conversation, bucket).get(series);
            if (then == null) {
                continue;
            }
            from = then.any() ? Standing.KEPT : from;
            List<Trial> after = then.after(before);
            for (Trial trial : after) {
                if (from != to) {
                    restatement.restate(trial, from, to);
                }
                from = Standing.KEPT;
            }
            if (before.failed() && !after.isEmpty()) {
                after.clear();
                conversation.changed.add(bucket);
            }
        }
    }

    private Trials trials(Recent conversation, long bucket, Series series) {
        return at(conversation, bucket).computeIfAbsent(series, s -> new Trials());
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

    private Map<Series, Trials> at(Recent conversation, long bucket) {
        Map<Series, Trials> known = conversation.buckets.get(bucket);
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
