package io.riskmonitor.streams;

import io.riskmonitor.segment.Series;
import java.time.Instant;

/**
 * Conversations that had a trial, each in its series. They are known as long as no two of their trials are further apart
 * than the horizon, however these come out: which trial is the first must not depend on outcomes.
 *
 * <p>Every question is one to the store, and every new conversation an entry in it.
 */
record JudgedConversations(Remembered<Long> store) {

    /** Whether a trial is the first of its conversation; remembers it. What is too old to tell is none. */
    boolean isFirst(String application, String conversation, Series series, Instant at, long latest) {
        long millis = at.toEpochMilli();
        if (millis < latest - store.horizon().toMillis()) {
            return false;
        }
        String name = FailedConversations.name(application, conversation, series);
        var found = store.find(name, at, latest);
        if (found.isEmpty() || found.get().bucket() != store.bucketOf(millis)) {
            store.put(name, at, millis);
        }
        return found.isEmpty();
    }
}
