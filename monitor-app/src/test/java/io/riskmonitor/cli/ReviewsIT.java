package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riskmonitor.config.MonitorConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** People decide about failures that nobody has confirmed, from the command line, on four partitions. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ReviewsIT {

    private static final String POLICY = """
            application: shop
            owner: {team: support-ai}
            rules:
              - {id: leak, kind: critical, category: DATA_LEAKAGE, sources: [HUMAN], severity: CRITICAL, dimensions: []}
            """;

    /** Lately: who decides does so by the clock. In the middle of an hour, so that there is one review. */
    private static final Instant START = Instant.now()
            .minus(Duration.ofHours(1))
            .truncatedTo(ChronoUnit.HOURS)
            .plus(Duration.ofMinutes(30));

    @TempDir
    private static Path directory;

    private static Playground playground;

    @BeforeAll
    static void start() {
        playground = new Playground(directory);
    }

    @AfterAll
    static void stop() {
        playground.close();
    }

    @Test
    void whatPeopleDecideWhileTheMonitorIsDownIsCarriedOutWhenItIsBack() throws Exception {
        MonitorConfig world = playground.world("reviewed");
        playground.accept(world, POLICY);
        playground.publish(world, failures(6));
        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            monitor.awaitJudged();
            patiently().untilAsserted(() -> assertThat(last(world)).isEqualTo("OPEN 6 0 0"));
            patiently().untilAsserted(() -> assertThat(
                            monitor.metric("risk_reviews_open", "application=\"shop\"", "category=\"DATA_LEAKAGE\""))
                    .isEqualTo(1));
        }
        assertThat(told(world, 0, "list", "--application", "shop"))
                .contains("DATA_LEAKAGE of shop from", "6 to decide", "https://store.example/i-5");
        told(world, 0, "decide", "--reject", "--by", "ada", "--application", "shop", "i-0", "i-1", "i-2", "i-3");
        told(world, 0, "decide", "--confirm", "--by", "grace", "--reason", "a key", "--application", "shop", "i-4");
        told(world, 0, "decide", "--confirm", "--by", "ada", "--application", "shop", "unknown");

        try (RunningMonitor monitor = new RunningMonitor(playground.onAnotherMachine(world)).start()) {
            patiently().untilAsserted(() -> assertThat(last(world)).isEqualTo("OPEN 1 1 4"));
            told(world, 0, "decide", "--reject", "--by", "ada", "--application", "shop", "i-5");
            patiently().untilAsserted(() -> assertThat(last(world)).isEqualTo("CLOSED 0 1 5 by ada"));
            patiently().untilAsserted(() -> assertThat(fired(world)).containsExactly("i-4"));
            patiently()
                    .untilAsserted(() -> assertThat(flagged(world)).containsExactly("i-4 https://store.example/i-4"));
            patiently().untilAsserted(() -> assertThat(refusals(world))
                    .containsExactly(
                            "shop has no interaction unknown that is remembered; it is for PT72H of event time"));
        }
        List<ConsumerRecord<String, GenericRecord>> verdicts =
                playground.read(world.topics().verdicts());
        assertThat(verdicts).hasSize(6).allSatisfy(verdict -> {
            assertThat(verdict.value().get("evaluator")).hasToString("review");
            String id = verdict.value().get("interactionId").toString();
            assertThat(verdict.key()).isEqualTo(keyOf(Integer.parseInt(id.substring(2))));
            assertThat(verdict.partition()).isEqualTo(partitionOf(verdict.key()));
        });
        assertThat(verdicts)
                .extracting(ConsumerRecord::partition)
                .as("all over")
                .hasSizeGreaterThan(1);
        assertThat(told(world, 0, "list")).isEmpty();
    }

    @Test
    void aReviewIsClosedAsAWhole() throws Exception {
        MonitorConfig world = playground.world("closed");
        playground.accept(world, POLICY);
        playground.publish(world, failures(40));
        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            monitor.awaitJudged();
            patiently().untilAsserted(() -> assertThat(last(world)).isEqualTo("OPEN 40 0 0"));
            String id = reviews(world).get(0).get("reviewId").toString();
            told(world, 2, "close", "--by", "ada", "nothing");
            told(world, 0, "close", "--by", "ada", "--reason", "a load test", id);
            patiently().untilAsserted(() -> assertThat(last(world)).isEqualTo("CLOSED 40 0 0 by ada"));
            assertThat(refusals(world)).isEmpty();
        }
    }

    private static List<String> failures(int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String conversation = i % 2 == 0 ? "\"conversationId\":\"" + keyOf(i) + "\"," : "";
            lines.add("{\"type\":\"interaction\",\"interactionId\":\"i-" + i + "\",\"occurredAt\":\""
                    + START.plusSeconds(i) + "\"," + conversation
                    + "\"application\":\"shop\",\"reference\":\"https://store.example/i-" + i + "\","
                    + "\"verdicts\":[{\"category\":\"DATA_LEAKAGE\",\"evaluator\":\"judge-a\",\"source\":\"JUDGE\","
                    + "\"outcome\":\"FAIL\"}]}");
        }
        return lines;
    }

    private static String keyOf(int i) {
        return i % 2 == 0 ? "c-" + i : "i-" + i;
    }

    private static int partitionOf(String key) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % Playground.PARTITIONS;
    }

    private static List<GenericRecord> reviews(MonitorConfig world) {
        return playground.read(world.topics().reviews()).stream()
                .map(ConsumerRecord::value)
                .toList();
    }

    /** State, counts and closure of the review as published last. */
    private static String last(MonitorConfig world) {
        List<GenericRecord> reviews = reviews(world);
        if (reviews.isEmpty()) {
            return "";
        }
        GenericRecord review = reviews.get(reviews.size() - 1);
        return review.get("state") + " " + review.get("unconfirmed") + " " + review.get("confirmed") + " "
                + review.get("rejected")
                + (review.get("closure") instanceof GenericRecord closure ? " by " + closure.get("by") : "");
    }

    private static List<String> fired(MonitorConfig world) {
        return playground.read(world.topics().alerts()).stream()
                .map(ConsumerRecord::value)
                .filter(alert -> alert.get("rule").toString().equals("leak"))
                .map(alert -> Objects.toString(alert.get("group")))
                .toList();
    }

    private static List<String> flagged(MonitorConfig world) {
        return playground.read(world.topics().flagged()).stream()
                .map(ConsumerRecord::value)
                .filter(flagged -> flagged.get("sampledFor") == null)
                .map(flagged -> flagged.get("interactionId") + " " + flagged.get("reference"))
                .toList();
    }

    private static List<String> refusals(MonitorConfig world) {
        return playground.readBytes(world.topics().refusals()).stream()
                .map(record ->
                        new String(record.headers().lastHeader("risk.detail").value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static String told(MonitorConfig world, int exit, String... args) {
        return playground.type(
                world,
                exit,
                List.of("reviews", args[0]),
                List.of(args).subList(1, args.length).toArray(String[]::new));
    }

    private static ConditionFactory patiently() {
        return await().atMost(Playground.PATIENCE);
    }
}
