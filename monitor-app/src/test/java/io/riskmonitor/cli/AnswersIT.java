package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riskmonitor.config.MonitorConfig;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** People answer alerts from the command line and over HTTP, and pause rules, while the monitor runs and while it does not. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class AnswersIT {

    private static final String TOKEN = "the-token-of-this-test";
    private static final int INCIDENT = 60;
    private static final int RECOVERY = 90;
    private static final int END = 420;

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
    void anAlertIsAcknowledgedWhileNobodyWatchesAndClosedAfterARestart() throws Exception {
        MonitorConfig world = playground.world("answered");
        try (RunningMonitor monitor = firing(world)) {
            assertThat(monitor.get("/readyz").statusCode()).isEqualTo(200);
        }
        String id = idOf(world);
        answer(world, 0, "ack", "--by", "ada", "--reason", "looking", id);

        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            patiently().untilAsserted(() -> assertThat(last(world)).isEqualTo("FIRING acknowledged by ada, looking"));
            assertThat(monitor.get("/api/v1/alerts/" + id).body())
                    .contains("\"acknowledgement\":{", "\"by\":\"ada\"", "\"reason\":\"looking\"");
        }
        try (RunningMonitor monitor = new RunningMonitor(playground.onAnotherMachine(world)).start()) {
            answer(world, 0, "close", "--by", "grace", id);
            patiently().untilAsserted(() -> assertThat(last(world))
                    .isEqualTo("RESOLVED acknowledged by ada, looking closed by grace"));
            playground.publish(world, Traffic.seconds(RECOVERY, END, INCIDENT, RECOVERY));
            monitor.awaitJudged();
        }
        assertThat(alerts(world)).as("everybody has heard that it is over").hasSize(3);
        answer(world, 2, "ack", id);
    }

    @Test
    void aSilenceThatEndsWhileTheMonitorIsDownEndsLateRatherThanNever() throws Exception {
        MonitorConfig world = playground.world("silenced");
        try (RunningMonitor monitor = firing(world)) {
            answer(
                    world,
                    0,
                    "silence",
                    "--by",
                    "ada",
                    "--application",
                    "shop",
                    "--match",
                    "severity=MEDIUM",
                    "--for",
                    "PT5S");
            patiently().untilAsserted(() -> assertThat(last(world)).startsWith("SUPPRESSED silenced by ada"));
            assertThat(monitor.metric("risk_alert_firing", "group=\"\"")).isZero();
        }
        Instant over = Instant.ofEpochMilli(
                (long) ((GenericRecord) alerts(world).get(1).value().get("silence")).get("until"));
        patiently().until(() -> Instant.now().isAfter(over));

        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            patiently().untilAsserted(() -> assertThat(last(world)).isEqualTo("FIRING"));
            patiently().untilAsserted(() -> assertThat(monitor.metric("risk_alert_firing", "group=\"\""))
                    .isPositive());
        }
    }

    @Test
    void anAlertIsAnsweredOverHttpByWhoeverHasTheToken() throws Exception {
        MonitorConfig world = withToken(playground.world("posted"));
        try (RunningMonitor monitor = firing(world)) {
            String alert = "/api/v1/alerts/" + idOf(world);
            String looking = "{\"by\": \"ada\", \"reason\": \"looking\", \"commandId\": \"c-1\"}";
            patiently().until(() -> monitor.get(alert).statusCode() == 200);

            assertThat(monitor.post(alert + "/acknowledge", TOKEN + "x", looking)
                            .statusCode())
                    .isEqualTo(401);
            HttpResponse<String> taken = monitor.post(alert + "/acknowledge", TOKEN, looking);
            assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
            patiently().untilAsserted(() -> assertThat(last(world)).isEqualTo("FIRING acknowledged by ada, looking"));

            assertThat(monitor.post(alert + "/acknowledge", TOKEN, looking).statusCode())
                    .isEqualTo(202);
            String mistaken = "{\"kind\": \"PAUSE\", \"application\": \"shop\", \"matchers\": {\"rule\": \"r\"},"
                    + " \"for\": \"PT1H\", \"by\": \"ada\"}";
            assertThat(monitor.post("/api/v1/commands", TOKEN, mistaken).statusCode())
                    .isEqualTo(202);
            patiently().untilAsserted(() -> assertThat(
                            playground.readBytes(world.topics().refusals()))
                    .singleElement()
                    .satisfies(refused -> assertThat(new String(
                                    refused.headers().lastHeader("risk.detail").value(), StandardCharsets.UTF_8))
                            .startsWith("shop has no rule r, its rules are [default-")));
            assertThat(alerts(world)).as("what was said twice").hasSize(2);
            assertThat(monitor.get("/metrics").body()).doesNotContain(TOKEN);
        }
    }

    @Test
    void aPausedRuleAlertsNobodyAfterARestartEither() throws Exception {
        MonitorConfig world = playground.world("paused");
        try (RunningMonitor monitor = firing(world)) {
            pause(world, "PT1H");
            patiently().untilAsserted(() -> assertThat(last(world)).isEqualTo("RESOLVED closed by ada, a migration"));
            assertThat(monitor.metric("risk_alert_firing", "group=\"\"")).isZero();
        }
        try (RunningMonitor monitor = new RunningMonitor(playground.onAnotherMachine(world)).start()) {
            playground.publish(world, Traffic.seconds(RECOVERY, END, INCIDENT, END));
            monitor.awaitJudged();
        }
        assertThat(alerts(world)).hasSize(2);
        assertThat(playground.read(world.topics().findings()))
                .extracting(ConsumerRecord::value)
                .as("what is found in the pause")
                .anySatisfy(finding -> assertThat((long) finding.get("at"))
                        .isGreaterThan(Traffic.START.plusSeconds(RECOVERY + 1).toEpochMilli()));
    }

    @Test
    void aPauseThatEndsWhileTheMonitorIsDownIsOverWhenItIsBack() throws Exception {
        MonitorConfig world = playground.world("resumed");
        try (RunningMonitor monitor = firing(world)) {
            assertThat(monitor.get("/readyz").statusCode()).isEqualTo(200);
            pause(world, "PT5S");
            patiently().untilAsserted(() -> assertThat(last(world)).startsWith("RESOLVED closed by ada"));
        }
        Instant over = Instant.now().plusSeconds(5);
        patiently().until(() -> Instant.now().isAfter(over));

        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            playground.publish(world, Traffic.seconds(RECOVERY, END, INCIDENT, END));
            monitor.awaitJudged();
            patiently().untilAsserted(() -> assertThat(last(world)).isEqualTo("FIRING"));
        }
        assertThat(alerts(world)).hasSize(3);
    }

    private static void pause(MonitorConfig world, String length) {
        assertThat(playground.type(
                        world,
                        0,
                        List.of("policies", "pause"),
                        "--by",
                        "ada",
                        "--reason",
                        "a migration",
                        "--application",
                        "shop",
                        "--rule",
                        "default-hallucination",
                        "--for",
                        length))
                .contains("sent PAUSE of {rule=default-hallucination} until ");
    }

    private static MonitorConfig withToken(MonitorConfig world) {
        return new MonitorConfig(
                world.topics(),
                world.kafka(),
                world.schemaRegistry(),
                world.streams(),
                world.observe(),
                world.judge(),
                new MonitorConfig.Http("127.0.0.1", 0, TOKEN),
                null);
    }

    @Test
    void aCommandThatCannotBeMeantIsSaidSoAtOnce() {
        MonitorConfig world = playground.world("mistaken");
        assertThat(answer(world, 2, "ack", "unknown")).contains("no open alert has the id unknown");
        assertThat(answer(world, 2, "silence", "--application", "shop", "--match", "colour=red", "--for", "PT1H"))
                .contains("--match knows [alertId, category, dimension");
        assertThat(answer(world, 2, "silence", "--application", "shop", "--match", "rule=r", "--for", "PT0S"))
                .contains("--for must be longer than nothing");
        assertThat(playground.type(world, 2, List.of("policies", "pause"), "--application", "shop", "--for", "PT0S"))
                .contains("--for must be longer than nothing");
    }

    /** A monitor that has fired. */
    private static RunningMonitor firing(MonitorConfig world) throws InterruptedException {
        playground.publish(world, Traffic.seconds(0, RECOVERY, INCIDENT, RECOVERY));
        RunningMonitor monitor = new RunningMonitor(world).start();
        monitor.awaitJudged();
        patiently().untilAsserted(() -> assertThat(last(world)).isEqualTo("FIRING"));
        return monitor;
    }

    private static String answer(MonitorConfig world, int exit, String verb, String... args) {
        return playground.type(world, exit, List.of("alerts", verb), args);
    }

    /** Of all traffic, as judged by judge-a. */
    private static List<ConsumerRecord<String, GenericRecord>> alerts(MonitorConfig world) {
        return playground.read(world.topics().alerts()).stream()
                .filter(record -> record.key().equals("shop|default-hallucination|judge-a|HALLUCINATION||"))
                .toList();
    }

    private static String idOf(MonitorConfig world) {
        return alerts(world).get(0).value().get("alertId").toString();
    }

    /** What was said last. */
    private static String last(MonitorConfig world) {
        List<ConsumerRecord<String, GenericRecord>> alerts = alerts(world);
        if (alerts.isEmpty()) {
            return "";
        }
        GenericRecord alert = alerts.get(alerts.size() - 1).value();
        return alert.get("state")
                + said(" acknowledged", alert.get("acknowledgement"))
                + said(" closed", alert.get("closure"))
                + said(" silenced", alert.get("silence"));
    }

    private static String said(String what, Object answer) {
        if (!(answer instanceof GenericRecord said)) {
            return "";
        }
        return what + " by " + said.get("by") + (said.get("reason") == null ? "" : ", " + said.get("reason"));
    }

    private static ConditionFactory patiently() {
        return await().atMost(Playground.PATIENCE);
    }
}
