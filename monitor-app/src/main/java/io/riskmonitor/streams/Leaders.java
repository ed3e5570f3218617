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
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leaders of the input partitions answer, and whether they do. While one does not, nothing can arrive from it, and
 * that is not the silence of a partition to which nobody sends: what lies there has to be waited for. The same is true of a
 * process that stood still itself.
 *
 * <p>Thread-safe.
 */
final class Leaders implements Upstream {

    private static final Logger LOG = LoggerFactory.getLogger(Leaders.class);

    static final Duration ASKED_EVERY = Duration.ofMillis(500);

    /** Answers that are no further apart are those of a leader that was there all the time. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private static final int ANSWER_WITHIN_MILLIS = 2_000;

    private final List<String> topics;
    private final int partitions;
    private final Duration idleAfter;
    private final InstantSource clock;
    private final Map<TopicPartition, Presence> presences = new ConcurrentHashMap<>();
    private volatile @Nullable String trouble;

    /**
     * A leader has answered again and again.
     *
     * @param end what it said last: the offset after all that can be read
     */
    private record Presence(long sinceMillis, long untilMillis, long end) {

        Presence and(Presence next) {
            long pause = next.untilMillis - untilMillis;
            return pause > LONGEST_PAUSE.toMillis() || pause < 0
                    ? next
                    : new Presence(sinceMillis, next.untilMillis, next.end);
        }
    }

    /**
     * @param partitions of each of the topics
     * @param idleAfter how long nothing has to arrive until nothing is expected
     */
    Leaders(List<String> topics, int partitions, Duration idleAfter, InstantSource clock) {
        this.topics = topics;
        this.partitions = partitions;
        this.idleAfter = idleAfter;
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
        ListOffsetsResult answers = admin.listOffsets(
                questions, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(ANSWER_WITHIN_MILLIS));
        for (TopicPartition partition : questions.keySet()) {
            answers.partitionResult(partition).whenComplete((answer, failure) -> {
                if (failure == null) {
                    answered(partition, answer.offset(), nowMillis);
                } else {
                    failed(partition, failure, nowMillis);
                }
            });
        }
    }

    /**
     * @param end the offset after all that can be read
     * @param askedMillis when
     */
    void answered(TopicPartition partition, long end, long askedMillis) {
        presences.merge(partition, new Presence(askedMillis, askedMillis, end), Presence::and);
        trouble = null;
    }

    private void failed(TopicPartition partition, Throwable failure, long nowMillis) {
        String now = failure.getClass().getName();
        if (!now.equals(trouble) && isAway(presences.get(partition), nowMillis)) { // else it is said already
            trouble = now;
            LOG.warn(
                    "The leader of an input partition does not answer, so what lies there is waited for, partition={},"
                            + " cause={}",
                    partition,
                    failure.toString());
        }
    }

    @Override
    public long silence(int partition, long sinceMillis, long nowMillis) {
        long silence = nowMillis - sinceMillis;
        for (String topic : topics) {
            Presence presence = presences.get(new TopicPartition(topic, partition));
            silence = Math.min(silence, presence == null ? 0 : silence(presence, sinceMillis));
        }
        return Math.max(0, silence);
    }

    private static long silence(Presence presence, long sinceMillis) {
        return presence.untilMillis - Math.max(sinceMillis, presence.sinceMillis);
    }

    @Override
    public long allReadAt(String topic, int partition, long next, long lastArrivalMillis) {
        Presence presence = presences.get(new TopicPartition(topic, partition));
        if (presence == null) {
            return Long.MIN_VALUE;
        }
        // the last offsets may be those of transaction markers, which nobody gets to see
        boolean allRead =
                presence.end <= Math.max(0, next) || silence(presence, lastArrivalMillis) >= idleAfter.toMillis();
        return allRead ? presence.untilMillis : Long.MIN_VALUE;
    }

    @Override
    public boolean isAway(int partition, long nowMillis) {
        return topics.stream()
                .anyMatch(topic -> isAway(presences.get(new TopicPartition(topic, partition)), nowMillis));
    }

    private static boolean isAway(@Nullable Presence presence, long nowMillis) {
        return presence == null || nowMillis - presence.untilMillis > LONGEST_PAUSE.toMillis();
    }
}
