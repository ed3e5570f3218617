package io.riskmonitor.streams;

import io.riskmonitor.pane.Watermark;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the reader of one input partition is in event time. It reads several topics in no particular order, and the
 * leader of one of them may be away: so it is no further than in that topic in which it is least far, unless all of that one
 * is read.
 */
final class Reading {

    /** What leaders answer is no older. */
    private static final Duration OLDEST_ANSWER = Duration.ofSeconds(5);

    private final Upstream upstream;
    private final int partition;
    private final Map<String, Topic> topics = new LinkedHashMap<>();

    /** How far it was when, in the last seconds. */
    private final ArrayDeque<Look> looks = new ArrayDeque<>();

    private long latest = Watermark.NONE;

    /** What was read of one topic. */
    private static final class Topic {
        private long next = -1;
        private long lastArrivalMillis;
        private long latest = Watermark.NONE;

        /** Event time up to which nothing is missing, whatever its own events say. */
        private long complete = Watermark.NONE;
    }

    private record Look(long atMillis, long latest) {}

    Reading(Upstream upstream, List<String> names, int partition, long nowMillis) {
        this.upstream = upstream;
        this.partition = partition;
        for (String name : names) {
            Topic topic = new Topic();
            topic.lastArrivalMillis = nowMillis;
            topics.put(name, topic);
        }
        look(nowMillis);
    }

    /** Takes note of a record, refused or not. */
    void passed(String name, long offset, long nowMillis) {
        Topic topic = topic(name);
        topic.next = offset + 1;
        topic.lastArrivalMillis = nowMillis;
    }

    /** Takes note of the time of an event. */
    void reached(String name, long timeMillis) {
        Topic topic = topic(name);
        topic.latest = Math.max(topic.latest, timeMillis);
        latest = Math.max(latest, timeMillis);
    }

    private Topic topic(String name) {
        Topic topic = topics.get(name);
        if (topic == null) {
            throw new IllegalArgumentException(name + " is none of " + topics.keySet());
        }
        return topic;
    }

    /** Sees whether all of some topic is read; to be called every now and then. */
    void look(long nowMillis) {
        looks.addLast(new Look(nowMillis, latest));
        topics.forEach((name, topic) -> {
            long allReadAt = upstream.allReadAt(name, partition, topic.next, topic.lastArrivalMillis);
            if (allReadAt == Long.MAX_VALUE) {
                topic.complete = Long.MAX_VALUE;
                return;
            }
            for (Look look : looks) {
                if (look.atMillis <= allReadAt) {
                    topic.complete = Math.max(topic.complete, look.latest);
                }
            }
        });
        while (looks.size() > 1 && looks.getFirst().atMillis < nowMillis - OLDEST_ANSWER.toMillis()) {
            looks.removeFirst();
        }
    }

    /** Latest event time, in epoch milliseconds; {@link Watermark#NONE} before there is any. */
    long latest() {
        return latest;
    }

    /** Event time that was reached in all topics, in epoch milliseconds; {@link Watermark#NONE} where nobody knows. */
    long time() {
        long time = latest;
        for (Topic topic : topics.values()) {
            time = Math.min(time, Math.max(topic.latest, topic.complete));
        }
        return time;
    }
}
