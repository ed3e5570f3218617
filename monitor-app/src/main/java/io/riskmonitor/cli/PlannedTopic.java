package io.riskmonitor.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** One topic of the contract, and the settings that it needs. */
record PlannedTopic(String name, Use use) {

    /** What a topic is for, which decides its settings. */
    enum Use {
        /** What services publish: as many partitions as asked for, kept as long as asked for. */
        EVENTS,
        /** As {@link #EVENTS}; takes whole what was too large for the monitor. */
        REFUSALS,
        /** One record per change that people may ask about later: few, in one partition so that they stay in order. */
        HISTORY,
        /** The newest record of every key, kept for good. */
        CURRENT
    }

    /** Retention that never ends, in Kafka's own notation. */
    static final Duration FOREVER = Duration.ofMillis(-1);

    /** What the monitor can send in one piece. */
    private static final int LARGEST_REFUSAL = 16 * 1024 * 1024;

    /** Longer than a year, so that this year's review finds the last one's alerts. */
    private static final Duration HISTORY_RETENTION = Duration.ofDays(400);

    /**
     * How to create it.
     *
     * @param partitions of topics with much traffic
     * @param replication -1 for the broker's default
     * @param retention of events
     */
    NewTopic create(int partitions, short replication, Duration retention) {
        Map<String, String> settings = new HashMap<>();
        settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup());
        // publishers stamp records with the time of the event; the time of arrival would be wrong for a replay
        settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
        if (use != Use.CURRENT) {
            Duration kept = use == Use.HISTORY ? HISTORY_RETENTION : retention;
            settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(kept.toMillis()));
        }
        if (use == Use.REFUSALS) {
            settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LARGEST_REFUSAL));
        }
        if (replication >= 3) {
            // with acks=all no acknowledged record is lost with one broker
            settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
        }
        return new NewTopic(
                        name,
                        Optional.of(use == Use.EVENTS || use == Use.REFUSALS ? partitions : 1),
                        replication < 0 ? Optional.empty() : Optional.of(replication))
                .configs(settings);
    }

    /** What about an existing topic would make the monitor or its readers go wrong; each a sentence without subject. */
    List<String> differences(Config existing) {
        List<String> differences = new ArrayList<>();
        if (!cleanup().equals(value(existing, TopicConfig.CLEANUP_POLICY_CONFIG))) {
            differences.add("cleanup.policy is " + value(existing, TopicConfig.CLEANUP_POLICY_CONFIG) + ", needs to be "
                    + cleanup());
        }
        if (!value(existing, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).equals("CreateTime")) {
            differences.add("message.timestamp.type is not CreateTime, so the times of events are lost");
        }
        return differences;
    }

    private String cleanup() {
        return use == Use.CURRENT ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE;
    }

    /** How long a topic keeps records; empty where it is for good. */
    static Optional<Duration> retention(Config config) {
        long millis = Long.parseLong(value(config, TopicConfig.RETENTION_MS_CONFIG));
        boolean deletes = value(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains(TopicConfig.CLEANUP_POLICY_DELETE);
        return deletes && millis >= 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
    }

    static String value(Config config, String key) {
        ConfigEntry entry = config.get(key);
        return entry == null || entry.value() == null ? "unknown" : entry.value();
    }
}
