package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riskmonitor.config.MonitorConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gold cases and probes through a real broker: published as people do, graded, alerted, kept over restarts. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class GoldIT {

    private static final int PROBES = 200;

    /** In every answer, and in nothing else. */
    private static final String MARKER = "xyzzy";

    private static final String CASES = """
            {"type":"gold","caseId":"capital","application":"shop","expected":["Paris"],"grading":{"method":"CONTAINS"}}
            {"type":"gold","caseId":"price","expected":["19.90"],"grading":{"method":"NUMERIC","tolerance":0.01}}
            {"type":"gold","caseId":"other","application":"elsewhere","expected":["x"],"grading":{"method":"EXACT"}}
            """;

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

    /** All right at first; then one capital in two is wrong. */
    private static String probes(int from, int to) {
        StringBuilder lines = new StringBuilder();
        for (int n = from; n < to; n++) {
            String answer = n < PROBES / 2 || n % 2 == 0 ? "Paris" : "Rome";
            lines.append(String.format(
                    Locale.ROOT,
                    "{\"type\":\"interaction\",\"interactionId\":\"i-%d\",\"occurredAt\":\"%s\",\"application\":\"shop\","
                            + "\"goldCaseId\":\"capital\",\"answer\":\"%s It is %s.\"}%n",
                    n,
                    Traffic.START.plusSeconds(n),
                    MARKER,
                    answer));
        }
        return lines.toString();
    }

    private static void publish(MonitorConfig world, int exit, String lines) throws IOException {
        Path file = Files.writeString(directory.resolve("gold.jsonl"), lines);
        playground.type(world, exit, List.of("publish"), file.toString());
    }

    @Test
    void probesAreGradedFromTheFirstOneOnAndTheirTextIsKeptNowhere() throws Exception {
        MonitorConfig world = playground.world("gold");
        publish(world, 0, CASES + probes(0, PROBES));
        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            monitor.awaitJudged();

            assertThat(graded(monitor, "PASS")).isEqualTo(PROBES * 3 / 4);
            assertThat(graded(monitor, "FAIL")).isEqualTo(PROBES / 4);
            assertThat(monitor.metric("risk_gold_failures_total", "case=\"capital\""))
                    .isEqualTo(PROBES / 4);
            await().atMost(Playground.PATIENCE)
                    .untilAsserted(() -> assertThat(alerts(world)).isNotEmpty());
            await().atMost(Playground.PATIENCE)
                    .untilAsserted(() -> assertThat(coverage(monitor)).isEqualTo(0.5));
            assertThat(monitor.metric("risk_gold_cases", "application=\"shop\""))
                    .isEqualTo(2);
            assertThat(monitor.get("/api/v1/gold?application=shop").body())
                    .contains("\"cases\":2", "\"covered\":1", "\"caseId\":\"capital\",\"passed\":150,\"failed\":50");
        }

        publish(world, 0, probes(PROBES - 10, PROBES + 10));
        try (RunningMonitor monitor = new RunningMonitor(playground.onAnotherMachine(world)).start()) {
            monitor.awaitJudged();
            await().atMost(Playground.PATIENCE).untilAsserted(() -> assertThat(
                            monitor.get("/api/v1/gold?application=shop").body())
                    .as("repeats are not graded again")
                    .contains("\"passed\":155,\"failed\":55"));
            assertThat(graded(monitor, "PASS")).isEqualTo(5);
            assertThat(coverage(monitor)).isEqualTo(0.5);
        }
        assertThat(topicsWith(MARKER, world)).containsExactly(world.topics().interactions());
    }

    @Test
    void whatIsPublishedWhileTheMonitorRunsIsTakenOverOrRefused() throws Exception {
        MonitorConfig world = playground.world("changing");
        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            byte[] garbage = "no case".getBytes(StandardCharsets.UTF_8);
            playground.publish(List.of(
                    new ProducerRecord<>(world.topics().gold(), "capital".getBytes(StandardCharsets.UTF_8), garbage)));
            publish(world, 2, CASES + CASES.replace("Paris", "..."));
            await().atMost(Playground.PATIENCE).untilAsserted(() -> assertThat(
                            playground.readBytes(world.topics().refusals()))
                    .singleElement()
                    .extracting(ConsumerRecord::value)
                    .isEqualTo(garbage));
            AtomicInteger asked = new AtomicInteger();
            await().atMost(Playground.PATIENCE).untilAsserted(() -> {
                int n = asked.getAndIncrement(); // cases and events travel on ways of their own: one may be too early
                publish(world, 0, probes(n, n + 1).replace("capital", "price").replace("Paris", "19.905 EUR"));
                assertThat(graded(monitor, "PASS")).isPositive();
            });
            assertThat(graded(monitor, "FAIL")).isZero();
        }
    }

    @Test
    void aBacktestGradesTheSame() throws Exception {
        Path events = Files.writeString(directory.resolve("events.jsonl"), CASES + probes(0, PROBES));
        Path alerts = directory.resolve("alerts.jsonl");

        Terminal.run(0, "backtest", "--events", events.toString(), "--alerts", alerts.toString());

        assertThat(Files.readAllLines(alerts))
                .anyMatch(alert -> alert.contains("\"category\":\"GOLD_MISMATCH\"")
                        && alert.contains("\"evaluator\":\"gold\"")
                        && alert.contains("\"state\":\"FIRING\""));
    }

    private static double graded(RunningMonitor monitor, String outcome) {
        return monitor.metric(
                "risk_judged_total",
                "application=\"shop\"",
                "category=\"GOLD_MISMATCH\"",
                "evaluator=\"gold\"",
                "outcome=\"" + outcome + "\"");
    }

    private static double coverage(RunningMonitor monitor) {
        return monitor.metric("risk_gold_coverage_ratio", "application=\"shop\"");
    }

    private static List<GenericRecord> alerts(MonitorConfig world) {
        return playground.read(world.topics().alerts()).stream()
                .map(ConsumerRecord::value)
                .filter(alert -> String.valueOf(alert.get("category")).equals("GOLD_MISMATCH"))
                .filter(alert -> String.valueOf(alert.get("state")).equals("FIRING"))
                .toList();
    }

    /** Topics whose records have this text in them, internal ones included. */
    private static List<String> topicsWith(String text, MonitorConfig world) throws Exception {
        Set<String> topics;
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(playground.clients()))) {
            topics = new TreeSet<>(admin.listTopics().names().get());
        }
        topics.removeIf(topic -> !topic.startsWith(world.topics().prefix()));
        assertThat(topics).anyMatch(topic -> topic.endsWith("contexts-changelog"));
        List<String> found = new ArrayList<>();
        for (String topic : topics) {
            Stream<byte[]> values = playground.readBytes(topic).stream()
                    .map(ConsumerRecord::value)
                    .filter(value -> value != null);
            if (values.anyMatch(value -> new String(value, StandardCharsets.ISO_8859_1).contains(text))) {
                found.add(topic);
            }
        }
        return found;
    }
}
