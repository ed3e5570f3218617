package io.riskmonitor.api;

import static io.riskmonitor.api.Published.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoardFeedTest {

    private static final TopicPartition ALERTS = new TopicPartition("risk.alerts.current", 0);
    private static final TopicPartition FINDINGS = new TopicPartition("risk.findings", 0);

    private static final Schema SCHEMA = SchemaBuilder.record("Published")
            .fields()
            .requiredString("alertId")
            .requiredString("application")
            .requiredString("group")
            .requiredString("state")
            .requiredString("startedAt")
            .requiredString("at")
            .endRecord();

    private final Board board = new Board();
    private final Topics topics = new Topics();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicBoolean registryDown = new AtomicBoolean();
    private final BoardFeed feed =
            new BoardFeed(board, this::connect, values(), ALERTS.topic(), FINDINGS.topic(), () -> NOON);

    @AfterEach
    void stop() {
        feed.close();
    }

    @Test
    void theBoardIsCompleteWhenAllThatWasPublishedIsRead() {
        topics.put(ALERTS, "a");
        topics.put(ALERTS, "b");
        topics.tombstone(ALERTS, "a");
        topics.put(FINDINGS, "x");
        feed.start();

        awaitComplete();
        assertThat(board.alert("a")).isEmpty();
        assertThat(board.alert("b")).isPresent();
        assertThat(board.rates(null)).hasSize(1);
    }

    @Test
    void nothingPublishedIsCompleteToo() {
        feed.start();

        awaitComplete();
    }

    @Test
    void whatIsPublishedLaterFollows() {
        feed.start();
        awaitComplete();

        topics.put(ALERTS, "a");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(board.alert("a")).isPresent());
    }

    @Test
    void theLatestFindingsAreRead() {
        topics.put(FINDINGS, "old");
        for (int i = 0; i < 9_999; i++) {
            topics.put(FINDINGS, "again");
        }
        topics.put(FINDINGS, "new");
        feed.start();

        awaitComplete();
        assertThat(groups()).containsExactly("again", "new");
    }

    @Test
    void allFindingsOfTheLastHourAreRead() {
        topics.put(FINDINGS, "old");
        topics.put(FINDINGS, "recent");
        for (int i = 0; i < 10_000; i++) {
            topics.put(FINDINGS, "new");
        }
        topics.recentFindings = 1L;
        feed.start();

        awaitComplete();
        assertThat(groups()).containsExactly("new", "recent");
    }

    @Test
    void whatCannotBeReadIsSkipped() {
        topics.put(ALERTS, "!");
        topics.put(ALERTS, "a");
        feed.start();

        awaitComplete();
        assertThat(board.alert("a")).isPresent();
        assertThat(connections).hasValue(1);
    }

    @Test
    void aRegistryThatIsAwayIsWaitedFor() {
        topics.put(ALERTS, "a");
        feed.start();
        awaitComplete();

        registryDown.set(true);
        topics.put(ALERTS, "b");
        await().atMost(Duration.ofSeconds(5)).until(() -> refusals.get() > 0);
        assertThat(board.alert("a")).as("what is known stays").isPresent();
        assertThat(board.isComplete()).isTrue();

        registryDown.set(false);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(board.alert("b")).isPresent());
        assertThat(connections).hasValue(1);
    }

    @Test
    void afterTroubleWithTheBrokersItReadsAgainFromTheStart() {
        topics.put(ALERTS, "a");
        feed.start();
        awaitComplete();

        topics.log(ALERTS).clear();
        topics.put(ALERTS, "b");
        topics.unauthorized = true;
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(board.alert("b")).isPresent());
        assertThat(board.alert("a")).as("compacted away meanwhile").isEmpty();
        assertThat(connections).hasValue(2);
    }

    @Test
    void itWaitsForTopicsThatDoNotExistYet() {
        topics.exist = false;
        feed.start();
        await().atMost(Duration.ofSeconds(5)).until(() -> connections.get() == 1);

        topics.exist = true;
        awaitComplete();
    }

    @Test
    void whatNobodyHasForeseenEndsItAndIsSeen() {
        feed.start();
        awaitComplete();
        assertThat(feed.hasDied()).isFalse();

        topics.broken = true;
        await().atMost(Duration.ofSeconds(5)).until(feed::hasDied);
    }

    @Test
    void whoClosesItHasNotKilledIt() {
        feed.start();
        awaitComplete();

        feed.close();

        assertThat(feed.hasDied()).isFalse();
    }

    private List<String> groups() {
        return board.rates(null).stream()
                .map(finding -> finding.path("group").asText())
                .toList();
    }

    private void awaitComplete() {
        await().atMost(Duration.ofSeconds(5)).until(board::isComplete);
    }

    private Consumer<String, byte[]> connect() {
        connections.incrementAndGet();
        return new Reader(topics);
    }

    private Deserializer<GenericRecord> values() {
        return (topic, bytes) -> {
            if (registryDown.get()) {
                refusals.incrementAndGet();
                throw new SerializationException("no schema", new ConnectException("refused"));
            }
            String id = new String(bytes, StandardCharsets.UTF_8);
            if (id.equals("!")) {
                throw new SerializationException("Unknown magic byte!");
            }
            return new GenericRecordBuilder(SCHEMA)
                    .set("alertId", id)
                    .set("application", "billing")
                    .set("group", id)
                    .set("state", "FIRING")
                    .set("startedAt", NOON.toString())
                    .set("at", NOON.toString())
                    .build();
        };
    }

    /** What a broker would hold: two topics of one partition each. */
    private static final class Topics {

        final Map<TopicPartition, Queue<ConsumerRecord<String, byte[]>>> records = Map.of(
                ALERTS, new ConcurrentLinkedQueue<>(),
                FINDINGS, new ConcurrentLinkedQueue<>());
        volatile @Nullable Long recentFindings;
        volatile boolean exist = true;
        volatile boolean unauthorized;
        volatile boolean broken;

        void put(TopicPartition partition, String id) {
            add(partition, id, id.getBytes(StandardCharsets.UTF_8));
        }

        void tombstone(TopicPartition partition, String id) {
            add(partition, id, null);
        }

        private void add(TopicPartition partition, String key, byte @Nullable [] value) {
            Queue<ConsumerRecord<String, byte[]>> log = log(partition);
            log.add(new ConsumerRecord<>(partition.topic(), partition.partition(), log.size(), key, value));
        }

        Queue<ConsumerRecord<String, byte[]>> log(TopicPartition partition) {
            return Objects.requireNonNull(records.get(partition));
        }

        Map<TopicPartition, Long> ends() {
            Map<TopicPartition, Long> ends = new HashMap<>();
            records.forEach((partition, log) -> ends.put(partition, (long) log.size()));
            return ends;
        }
    }

    /** A consumer of these topics. */
    private static final class Reader extends MockConsumer<String, byte[]> {

        private final Topics topics;
        private final Map<TopicPartition, Integer> delivered = new HashMap<>();

        Reader(Topics topics) {
            super("earliest");
            this.topics = topics;
            if (topics.exist) {
                for (TopicPartition partition : List.of(ALERTS, FINDINGS)) {
                    updatePartitions(
                            partition.topic(),
                            List.of(new PartitionInfo(partition.topic(), 0, Node.noNode(), new Node[0], new Node[0])));
                }
            }
            updateBeginningOffsets(Map.of(ALERTS, 0L, FINDINGS, 0L));
            updateEndOffsets(topics.ends());
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            Map<TopicPartition, OffsetAndTimestamp> offsets = new HashMap<>();
            Long offset = topics.recentFindings;
            if (offset != null) {
                offsets.put(FINDINGS, new OffsetAndTimestamp(offset, NOON.toEpochMilli()));
            }
            return offsets;
        }

        @Override
        public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
            if (topics.broken) {
                throw new IllegalStateException("a bug");
            }
            if (topics.unauthorized) {
                topics.unauthorized = false;
                throw new TopicAuthorizationException(ALERTS.topic());
            }
            topics.records.forEach((partition, log) -> {
                int from = delivered.merge(partition, 0, Integer::sum);
                log.stream().skip(from).forEach(this::addRecord);
                delivered.put(partition, log.size());
            });
            updateEndOffsets(topics.ends());
            return super.poll(Duration.ofMillis(10));
        }
    }
}
