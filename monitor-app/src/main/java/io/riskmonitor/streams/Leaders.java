package io.riskmonitor.streams;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the leaders of the input partitions answer. While one does not, nothing can arrive from it, and that is not the
 * silence of a partition to which nobody sends: what lies there has to be waited for. The same is true of a process that
 * stood still itself.
 *
 * <p>Thread-safe.
 */
final class Leaders implements Silence {

    private static final Logger LOG = LoggerFactory.getLogger(Leaders.class);

    static final Duration ASKED_EVERY = Duration.ofSeconds(1);

    /** Answers that are no further apart are those of a leader that was there all the time. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private static final int ANSWER_WITHIN_MILLIS = 2_000;

    private final List<String> topics;
    private final int partitions;
    private final InstantSource clock;
    private final Map<TopicPartition, Presence> presences = new ConcurrentHashMap<>();
    private volatile @Nullable String trouble;

    /** A leader has answered again and again. */
    private record Presence(long sinceMillis, long untilMillis) {

        Presence until(long nowMillis) {
            long pause = nowMillis - untilMillis;
            return pause > LONGEST_PAUSE.toMillis() || pause < 0
                    ? new Presence(nowMillis, nowMillis)
                    : new Presence(sinceMillis, nowMillis);
        }
    }

    /** @param partitions of each of the topics */
    Leaders(List<String> topics, int partitions, InstantSource clock) {
        this.topics = topics;
        this.partitions = partitions;
        this.clock = clock;
    }

    /** Asks all of them; returns at once. */
    void ask(Admin admin) {
        Map<TopicPartition, OffsetSpec> questions = new HashMap<>();
        for (String topic : topics) {
            for (int partition = 0; partition < partitions; partition++) {
                questions.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
        }
        long nowMillis = clock.millis();
        ListOffsetsResult answers =
                admin.listOffsets(questions, new ListOffsetsOptions().timeoutMs(ANSWER_WITHIN_MILLIS));
        for (TopicPartition partition : questions.keySet()) {
            answers.partitionResult(partition).whenComplete((offset, failure) -> {
                if (failure == null) {
                    answered(partition, nowMillis);
                } else {
                    failed(partition, failure);
                }
            });
        }
    }

    /** @param askedMillis what arrived until then was there to be read */
    void answered(TopicPartition partition, long askedMillis) {
        presences.merge(
                partition, new Presence(askedMillis, askedMillis), (before, now) -> before.until(now.untilMillis));
        trouble = null;
    }

    private void failed(TopicPartition partition, Throwable failure) {
        String now = failure.getClass().getName();
        if (!now.equals(trouble)) { // else it is said already
            trouble = now;
            LOG.warn(
                    "The leader of an input partition does not answer, so the partition is not taken for idle,"
                            + " partition={}, cause={}",
                    partition,
                    failure.toString());
        }
    }

    @Override
    public long millis(int partition, long sinceMillis, long nowMillis) {
        long since = sinceMillis;
        long until = nowMillis;
        for (String topic : topics) {
            Presence presence = presences.get(new TopicPartition(topic, partition));
            if (presence == null) {
                return 0;
            }
            since = Math.max(since, presence.sinceMillis);
            until = Math.min(until, presence.untilMillis);
        }
        return Math.max(0, until - since);
    }
}
