package io.riskmonitor.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.riskmonitor.wire.PlainJson;
import io.riskmonitor.wire.RegistryTrouble;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link Board} up to date from the published topics, in a thread of its own. It belongs to no consumer group:
 * every instance reads all of it, so any one can serve it, and it is the same after a restart.
 */
public final class BoardFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BoardFeed.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /**
     * At least so many offsets of each partition are read. The time alone would miss them where events are old (a replay):
     * findings carry event time, but the markers of their transactions carry that of the clock, and are found by it, too.
     */
    private static final long LATEST_FINDINGS = 10_000;

    private final Board board;
    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Deserializer<?> values;
    private final String alertsTopic;
    private final String findingsTopic;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "board-feed");
    private volatile @Nullable Consumer<String, byte[]> reading;
    private boolean unreadableSeen;
    private boolean inTrouble;

    /**
     * @param client how to reach the brokers; the rest is set here
     * @param values gives an Avro record, for instance a configured {@code KafkaAvroDeserializer}
     * @param alertsTopic the compacted one
     */
    public BoardFeed(
            Board board,
            Map<String, Object> client,
            Deserializer<?> values,
            String alertsTopic,
            String findingsTopic,
            InstantSource clock) {
        this(board, () -> consumer(client), values, alertsTopic, findingsTopic, clock);
    }

    BoardFeed(
            Board board,
            Supplier<Consumer<String, byte[]>> consumers,
            Deserializer<?> values,
            String alertsTopic,
            String findingsTopic,
            InstantSource clock) {
        this.board = board;
        this.consumers = consumers;
        this.values = values;
        this.alertsTopic = alertsTopic;
        this.findingsTopic = findingsTopic;
        this.clock = clock;
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((t, e) -> LOG.error("board feed ended, what the API shows is old", e));
    }

    private static Consumer<String, byte[]> consumer(Map<String, Object> client) {
        Map<String, Object> config = new HashMap<>(client);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    public void start() {
        thread.start();
    }

    /** Whether it ended although nobody closed it; it does not come back. */
    public boolean hasDied() {
        return isOpen() && thread.getState() == Thread.State.TERMINATED;
    }

    /** Stops reading; waits for the thread, but not for long. */
    @Override
    public void close() {
        closed.countDown();
        Consumer<String, byte[]> consumer = reading;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (isOpen()) {
            try (Consumer<String, byte[]> consumer = consumers.get()) {
                reading = consumer;
                Map<TopicPartition, Long> missing = assign(consumer);
                board.clear();
                pause = FIRST_PAUSE;
                follow(consumer, missing);
            } catch (KafkaException e) {
                trouble(e);
                pause = await(pause);
            } finally {
                reading = null;
            }
        }
    }

    /** Chooses what to read; returns where each partition ends now. */
    private Map<TopicPartition, Long> assign(Consumer<String, byte[]> consumer) {
        List<TopicPartition> alerts = partitions(consumer, alertsTopic);
        List<TopicPartition> findings = partitions(consumer, findingsTopic);
        List<TopicPartition> all = new ArrayList<>(alerts);
        all.addAll(findings);
        consumer.assign(all);
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(all));
        consumer.seekToBeginning(alerts);
        seekToRecent(consumer, findings, ends);
        return ends;
    }

    private void seekToRecent(
            Consumer<String, byte[]> consumer, List<TopicPartition> findings, Map<TopicPartition, Long> ends) {
        long since = clock.instant().minus(Board.RECENT).toEpochMilli();
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(findings);
        Map<TopicPartition, @Nullable OffsetAndTimestamp> recent = new HashMap<>(
                consumer.offsetsForTimes(findings.stream().collect(Collectors.toMap(Function.identity(), p -> since))));
        for (TopicPartition partition : findings) {
            long latest =
                    Math.max(begins.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L) - LATEST_FINDINGS);
            OffsetAndTimestamp hour = recent.get(partition);
            consumer.seek(partition, hour == null ? latest : Math.min(latest, hour.offset()));
        }
    }

    private static List<TopicPartition> partitions(Consumer<String, byte[]> consumer, String topic) {
        List<PartitionInfo> partitions = consumer.partitionsFor(topic);
        if (partitions == null || partitions.isEmpty()) {
            throw new UnknownTopicOrPartitionException("topic " + topic + " does not exist");
        }
        return partitions.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private void follow(Consumer<String, byte[]> consumer, Map<TopicPartition, Long> missing) {
        while (isOpen()) {
            consumer.poll(POLL).forEach(this::show);
            recovered();
            if (!board.isComplete()) {
                missing.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
                if (missing.isEmpty()) {
                    board.complete();
                }
            }
        }
    }

    /** Skips what nobody can read, but waits for a registry that is away: meanwhile the board stays as it is. */
    private void show(ConsumerRecord<String, byte[]> record) {
        Duration pause = FIRST_PAUSE;
        while (isOpen()) {
            try {
                put(record);
                return;
            } catch (RuntimeException e) {
                if (!RegistryTrouble.isCauseOf(e)) {
                    skipped(record, e);
                    return;
                }
                trouble(e);
                pause = await(pause);
            }
        }
    }

    private void put(ConsumerRecord<String, byte[]> record) {
        ObjectNode json = record.value() == null
                ? null
                : PlainJson.of((IndexedRecord) values.deserialize(record.topic(), record.headers(), record.value()));
        if (record.topic().equals(alertsTopic)) {
            board.alert(record.key(), json);
        } else if (json != null) {
            board.finding(json);
        }
    }

    private void skipped(ConsumerRecord<?, ?> record, RuntimeException cause) {
        if (!unreadableSeen) {
            LOG.warn(
                    "board feed skips what it cannot read, first at topic={} partition={} offset={}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    cause);
        }
        unreadableSeen = true;
    }

    private void trouble(RuntimeException cause) {
        if (isOpen() && !inTrouble) {
            LOG.warn("board feed cannot read, what the API shows gets old; it keeps trying", cause);
        }
        inTrouble = true;
    }

    private void recovered() {
        if (inTrouble) {
            LOG.info("board feed reads again");
        }
        inTrouble = false;
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    /** Waits, and returns how long to wait the next time. */
    private Duration await(Duration pause) {
        try {
            if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return pause;
            }
        } catch (InterruptedException e) {
            closed.countDown(); // nobody interrupts this thread but to end it
        }
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
}
