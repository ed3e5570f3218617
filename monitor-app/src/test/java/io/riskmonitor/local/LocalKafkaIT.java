package io.riskmonitor.local;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKafkaIT {

    private static final String TOPIC = "llm.interactions";

    @TempDir
    private Path directory;

    @Test
    void recordsAreStillThereAfterARestart() throws Exception {
        List<String> values =
                IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
        try (LocalKafka kafka = LocalKafka.start(directory, 0)) {
            createTopic(kafka);
            produce(kafka, values);
        }
        try (LocalKafka kafka = LocalKafka.start(directory, 0)) {
            assertThat(consume(kafka, values.size())).isEqualTo(values);
        }
    }

    @Test
    void takesThePortThatItIsTold() throws IOException {
        int port = freePort();

        try (LocalKafka kafka = LocalKafka.start(directory, port)) {
            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
        }
    }

    @Test
    void aTransactionCommitsOnASingleNode() throws Exception {
        try (LocalKafka kafka = LocalKafka.start(directory, 0)) {
            createTopic(kafka);
            try (KafkaProducer<String, String> producer = producer(kafka, Map.of("transactional.id", "t"))) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(TOPIC, "committed")).get();
                producer.commitTransaction();
            }
            assertThat(consume(kafka, 1)).containsExactly("committed");
        }
    }

    @Test
    void closingEndsItsThreads() {
        Set<Thread> before = threadsThatKeepTheJvmAlive();

        LocalKafka.start(directory, 0).close();

        patiently().untilAsserted(() -> assertThat(threadsThatKeepTheJvmAlive()).isSubsetOf(before));
    }

    @Test
    void aDirectoryInUseIsNamedAndTheBrokerInItGoesOn() throws Exception {
        try (LocalKafka kafka = LocalKafka.start(directory, 0)) {
            createTopic(kafka);
            Set<Thread> before = threadsThatKeepTheJvmAlive();

            assertThatThrownBy(() -> LocalKafka.start(directory, 0))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContainingAll(directory.toString(), "already in use");

            patiently().untilAsserted(() -> assertThat(threadsThatKeepTheJvmAlive())
                    .isSubsetOf(before));
            produce(kafka, List.of("after"));
            assertThat(consume(kafka, 1)).containsExactly("after");
        }
    }

    @Test
    void aBrokerThatFailsOnItsWayUpEndsItsThreads() throws IOException {
        Set<Thread> before = threadsThatKeepTheJvmAlive();
        try (FileChannel channel = FileChannel.open(
                        directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();

            assertThatThrownBy(() -> LocalKafka.start(directory, 0))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContaining("Failed to acquire lock");
        }
        patiently().untilAsserted(() -> assertThat(threadsThatKeepTheJvmAlive()).isSubsetOf(before));
        LocalKafka.start(directory, 0).close();
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        Set<Thread> before = threadsThatKeepTheJvmAlive();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> LocalKafka.start(directory, taken.getLocalPort()))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContainingAll("Port " + taken.getLocalPort(), "choose another port");
        }
        assertThat(threadsThatKeepTheJvmAlive()).isSubsetOf(before);
        assertThat(directory).isEmptyDirectory();
    }

    private static void createTopic(LocalKafka kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    /** With timestamps that any limit by time would delete. */
    private static void produce(LocalKafka kafka, List<String> values) {
        long longAgo = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();
        try (KafkaProducer<String, String> producer = producer(kafka, Map.of("linger.ms", 5))) {
            for (String value : values) {
                Future<?> unused = producer.send(new ProducerRecord<>(TOPIC, 0, longAgo, null, value));
            }
        }
    }

    private static KafkaProducer<String, String> producer(LocalKafka kafka, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", kafka.bootstrapServers());
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    private static List<String> consume(LocalKafka kafka, int count) {
        List<String> values = new ArrayList<>();
        Map<String, Object> config =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            patiently().until(() -> {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    values.add(record.value());
                }
                return values.size() >= count;
            });
        }
        return values;
    }

    private static Set<Thread> threadsThatKeepTheJvmAlive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .collect(toSet());
    }

    /** In this thread, since Awaitility's own would be counted. */
    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60)).pollInSameThread();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
