package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riskmonitor.config.MonitorConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alerts climb on a real broker, whatever happens to the monitor meanwhile. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class EscalationsIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<String> SHOPS = Stream.of("a", "b", "c", "d", "e", "f", "g", "h")
            .map(letter -> "shop-" + letter)
            .toList();

    /** Of every application. */
    private static final String POLICY = """
            application: "*"
            escalation:
              - {notify: on-call, acknowledgeWithin: PT%dS}
              - {notify: lead, acknowledgeWithin: PT%dS}
              - {notify: officer}
            rules:
              - {id: leak, kind: critical, category: DATA_LEAKAGE, sources: [GUARDRAIL], minConfidence: 0.9, severity: CRITICAL}
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

    @Test
    void aTimerThatIsDueWhileNobodyWatchesIsToldAfterARestartAndAnAnswerHoldsAcrossIt() throws Exception {
        MonitorConfig world = world("down", 4, 3_600);
        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            playground.publish(world, List.of(leak("shop-a", 0), leak("shop-b", 1)));
            patiently().untilAsserted(() -> assertThat(told(world))
                    .containsExactly("shop-a FIRST 1 on-call", "shop-b FIRST 1 on-call"));
            answer(world, "ack", alertOf(world, "shop-a"));
            patiently().until(() -> playground.transitions(world).size() == 3);
            assertThat(monitor.metric("risk_escalations_open", "level=\"1\"")).isEqualTo(2);
        }
        Instant due = Instant.ofEpochMilli((long) of(world, "shop-b").get("acknowledgeBy"));
        patiently().until(() -> Instant.now().isAfter(due));

        try (RunningMonitor monitor = new RunningMonitor(playground.onAnotherMachine(world)).start()) {
            patiently().untilAsserted(() -> assertThat(told(world))
                    .containsExactly("shop-a FIRST 1 on-call", "shop-b ESCALATED 2 lead", "shop-b FIRST 1 on-call"));
            answer(world, "ack", alertOf(world, "shop-b"));
            answer(world, "close", alertOf(world, "shop-b"));
            answer(world, "reported", "--application", "shop-a", "unknown");
            patiently().untilAsserted(() -> assertThat(told(world))
                    .containsExactly(
                            "shop-a FIRST 1 on-call",
                            "shop-b ESCALATED 2 lead",
                            "shop-b FIRST 1 on-call",
                            "shop-b RESOLVED 1 on-call",
                            "shop-b RESOLVED 2 lead"));
            assertThat(monitor.metric("risk_escalations_open")).isEqualTo(1);
            patiently().untilAsserted(() -> assertThat(
                            playground.readBytes(world.topics().refusals()))
                    .extracting(record -> new String(
                            record.headers().lastHeader("risk.detail").value(), StandardCharsets.UTF_8))
                    .containsExactly("shop-a has no deadline of alert unknown"));
        }
    }

    @Test
    void alertsClimbOnceEachWhileInstancesComeAndGo() throws Exception {
        MonitorConfig world = world("moving", 8, 12);
        List<String> lines = new ArrayList<>();
        SHOPS.forEach(shop -> lines.add(leak(shop, lines.size())));
        RunningMonitor first = new RunningMonitor(world).start();
        try {
            playground.publish(world, lines);
            patiently().until(() -> told(world).size() == SHOPS.size());
            try (RunningMonitor second = new RunningMonitor(playground.onAnotherMachine(world)).start()) {
                patiently().untilAsserted(() -> assertThat(told(world)).hasSize(2 * SHOPS.size()));
                first.close();
                patiently().untilAsserted(() -> assertThat(told(world)).hasSize(3 * SHOPS.size()));
                assertThat(second.metric("risk_escalations_open", "level=\"3\""))
                        .isEqualTo(SHOPS.size());
            }
        } finally {
            first.close();
        }

        assertThat(told(world))
                .containsExactlyInAnyOrderElementsOf(SHOPS.stream()
                        .flatMap(shop -> Stream.of(" FIRST 1 on-call", " ESCALATED 2 lead", " ESCALATED 3 officer")
                                .map(shop::concat))
                        .toList());
        assertThat(escalations(world)).extracting(ConsumerRecord::key).doesNotHaveDuplicates();
    }

    @Test
    void tenThousandCriticalVerdictsInAMinuteAreTenThousandEscalationsAndUnconfirmedOneReview() throws Exception {
        int many = 10_000;
        MonitorConfig world = world("many", 3_600, 3_600);
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < many; n++) {
            lines.add(leak("shop", n));
            lines.add(failure("doubtful", many + n, n, "JUDGE"));
        }
        playground.publish(world, lines);
        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            await().atMost(Playground.PATIENCE.multipliedBy(3))
                    .until(() -> monitor.metric("risk_escalations_open", "level=\"1\"") == many);
            monitor.awaitJudged();
        }

        assertThat(told(world)).hasSize(many).containsOnly("shop FIRST 1 on-call");
        assertThat(escalations(world)).extracting(ConsumerRecord::key).doesNotHaveDuplicates();
        assertThat(escalations(world))
                .extracting(record -> alert(record.value()).get("group").toString())
                .doesNotHaveDuplicates();
        List<ConsumerRecord<String, GenericRecord>> reviews =
                playground.read(world.topics().reviews());
        assertThat(reviews)
                .as("one a second")
                .hasSizeLessThan(100)
                .extracting(ConsumerRecord::key)
                .containsOnly(reviews.get(0).key());
        GenericRecord review = reviews.get(reviews.size() - 1).value();
        assertThat(review.get("unconfirmed")).isEqualTo((long) many);
        assertThat((List<?>) review.get("items")).hasSize(20);
    }

    @Test
    void withdrawingThePolicyEndsItsAlertsThoughNoEventsCome() throws Exception {
        MonitorConfig world = world("withdrawn", 3_600, 3_600);
        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            playground.publish(world, List.of(leak("shop", 0)));
            patiently().untilAsserted(() -> assertThat(told(world)).containsExactly("shop FIRST 1 on-call"));
            monitor.awaitJudged();

            playground.publish(List.of(new ProducerRecord<>(
                    world.topics().acceptedPolicies(), "*".getBytes(StandardCharsets.UTF_8), null)));

            patiently().untilAsserted(() -> assertThat(told(world))
                    .containsExactly("shop FIRST 1 on-call", "shop RESOLVED 1 on-call"));
        }
    }

    private static MonitorConfig world(String name, int first, int second) {
        MonitorConfig world = playground.world(name);
        playground.accept(world, String.format(Locale.ROOT, POLICY, first, second));
        return world;
    }

    /** Confirmed. */
    private static String leak(String application, int n) {
        return failure(application, n, n, "GUARDRAIL");
    }

    /** The n-th interaction, six milliseconds after the one before: ten thousand are a minute. */
    private static String failure(String application, int id, int n, String source) {
        return String.format(
                Locale.ROOT,
                "{\"type\":\"interaction\",\"interactionId\":\"i-%d\",\"occurredAt\":\"%s\",\"application\":\"%s\","
                        + "\"verdicts\":[{\"category\":\"DATA_LEAKAGE\",\"evaluator\":\"rail\",\"source\":\"%s\","
                        + "\"outcome\":\"FAIL\",\"confidence\":0.99}]}",
                id,
                NOON.plusMillis(6L * n),
                application,
                source);
    }

    private static void answer(MonitorConfig world, String command, String... what) {
        List<String> by = new ArrayList<>(List.of("--by", "ada"));
        by.addAll(List.of(what));
        playground.type(world, 0, List.of("alerts", command), by.toArray(String[]::new));
    }

    private static List<ConsumerRecord<String, GenericRecord>> escalations(MonitorConfig world) {
        return playground.read(world.topics().escalations());
    }

    /** Application, reason, level and target of everything that was told, sorted. */
    private static List<String> told(MonitorConfig world) {
        List<String> told = new ArrayList<>();
        for (ConsumerRecord<String, GenericRecord> record : escalations(world)) {
            GenericRecord escalation = record.value();
            told.add(escalation.get("application") + " " + escalation.get("reason") + " " + escalation.get("level")
                    + " " + escalation.get("target"));
        }
        Collections.sort(told);
        return told;
    }

    private static GenericRecord of(MonitorConfig world, String application) {
        return escalations(world).stream()
                .map(ConsumerRecord::value)
                .filter(escalation -> escalation.get("application").toString().equals(application))
                .findFirst()
                .orElseThrow();
    }

    private static String alertOf(MonitorConfig world, String application) {
        return alert(of(world, application)).get("alertId").toString();
    }

    private static GenericRecord alert(GenericRecord escalation) {
        return (GenericRecord) escalation.get("alert");
    }

    private static ConditionFactory patiently() {
        return await().atMost(Playground.PATIENCE);
    }
}
