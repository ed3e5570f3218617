package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riskmonitor.config.MonitorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

/** The service on a broker, from the first event to the end of an alert, across restarts. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class MonitorIT {

    private static final int INCIDENT = 60;
    private static final int RECOVERY = 90;
    private static final int END = 420;

    @TempDir
    private static Path directory;

    private static Playground playground;
    private static List<String> undisturbed;

    @BeforeAll
    static void judgeUndisturbed() throws InterruptedException {
        playground = new Playground(directory);
        MonitorConfig world = playground.world("undisturbed");
        playground.publish(world, Traffic.seconds(0, END, INCIDENT, RECOVERY));
        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            monitor.awaitJudged();
        }
        undisturbed = playground.transitions(world);
        assertThat(undisturbed).hasSizeGreaterThan(3);
    }

    @AfterAll
    static void stop() {
        playground.close();
    }

    @Test
    void anAlertIsPublishedAndShownAndOutlivesARestart() throws Exception {
        MonitorConfig world = playground.world("life");
        int published;
        try (RunningMonitor monitor = new RunningMonitor(world)) {
            assertThat(monitor.get("/readyz").statusCode())
                    .as("before it starts")
                    .isEqualTo(503);
            assertThat(monitor.get("/api/v1/alerts").statusCode())
                    .as("nobody knows yet")
                    .isEqualTo(503);
            assertThat(monitor.get("/healthz").statusCode()).isEqualTo(200);

            monitor.start();
            playground.publish(world, Traffic.seconds(0, RECOVERY, INCIDENT, RECOVERY));

            patiently().until(() -> states(world).contains("FIRING"));
            monitor.awaitJudged();
            assertFiring(monitor);
            published = alerts(world).size();
        }

        try (RunningMonitor monitor = new RunningMonitor(world).start()) {
            patiently().until(() -> monitor.get("/readyz").statusCode() == 200);
            assertFiring(monitor);
            assertThat(alerts(world)).as("nothing is repeated").hasSize(published);

            playground.publish(world, Traffic.seconds(RECOVERY, END, INCIDENT, RECOVERY));
            monitor.awaitJudged();

            assertThat(states(world)).contains("CLEARING", "RESOLVED");
            patiently().untilAsserted(() -> {
                assertThat(monitor.get("/api/v1/alerts").body()).isEqualTo("[]");
                assertThat(monitor.metric("risk_alert_firing")).isZero();
            });
            assertThat(playground.read(world.topics().currentAlerts()))
                    .as("the last word on every alert is its tombstone")
                    .isNotEmpty()
                    .allSatisfy(
                            record -> assertThat(lastOf(world, record.key())).isNull());
        }
    }

    @Test
    void aRestartInTheMiddleChangesNoAlert() throws Exception {
        MonitorConfig restarted = playground.world("restarted");
        for (int second = 0; second < END; second += 210) {
            playground.publish(restarted, Traffic.seconds(second, second + 210, INCIDENT, RECOVERY));
            try (RunningMonitor monitor = new RunningMonitor(restarted).start()) {
                patiently().until(() -> monitor.metric("risk_interactions_total") > 100);
            }
        }
        try (RunningMonitor monitor = new RunningMonitor(restarted).start()) {
            monitor.awaitJudged();
        }

        assertThat(playground.transitions(restarted)).containsExactlyElementsOf(undisturbed);
    }

    @Test
    void aKilledProcessLosesNothingAndRepeatsNothing() throws Exception {
        MonitorConfig killed = playground.world("killed");
        playground.publish(killed, Traffic.seconds(0, RECOVERY, INCIDENT, RECOVERY));
        Process process = program(killed);
        try {
            patiently().until(() -> states(killed).contains("FIRING"));
        } finally {
            process.destroyForcibly().waitFor();
        }
        playground.publish(killed, Traffic.seconds(RECOVERY, END, INCIDENT, RECOVERY));
        try (RunningMonitor monitor = new RunningMonitor(killed).start()) {
            monitor.awaitJudged();
        }

        assertThat(playground.transitions(killed)).containsExactlyElementsOf(undisturbed);
    }

    /** The deadline is kept nowhere: whoever judges next has to find it in what is stored. */
    @Test
    void whoFellSilentBeforeARestartIsToldAtTheTimeItWouldHaveBeen() throws Exception {
        MonitorConfig before = playground.world("silence");
        playground.accept(before, """
                application: shop
                rules:
                  - {id: alive, kind: silence, within: PT15M, severity: HIGH}
                """);
        playground.publish(before, Traffic.seconds(0, INCIDENT, INCIDENT, INCIDENT));
        try (RunningMonitor monitor = new RunningMonitor(before).start()) {
            monitor.awaitJudged();
        }
        assertThat(playground.transitions(before)).isEmpty();

        MonitorConfig after = playground.onAnotherMachine(before);
        playground.publish(after, List.of(elsewhere(Traffic.START.plus(Duration.ofMinutes(15)))));
        try (RunningMonitor monitor = new RunningMonitor(after).start()) {
            monitor.awaitJudged();
        }
        assertThat(playground.transitions(after))
                .as("a minute before it is due")
                .isEmpty();

        playground.publish(after, List.of(elsewhere(Traffic.START.plus(Duration.ofMinutes(20)))));
        try (RunningMonitor monitor = new RunningMonitor(after).start()) {
            monitor.awaitJudged();
        }
        Instant due = Traffic.START.plusSeconds(INCIDENT).plus(Duration.ofMinutes(15));
        assertThat(playground.read(after.topics().alerts()))
                .singleElement()
                .extracting(ConsumerRecord::value)
                .satisfies(alert -> {
                    assertThat(alert.get("alertKey")).hasToString("shop|alive||||");
                    assertThat(alert.get("state")).hasToString("FIRING");
                    assertThat(alert.get("at")).isEqualTo(due.toEpochMilli());
                });
    }

    /** Another application is seen, so that event time goes on. */
    private static String elsewhere(Instant at) {
        return "{\"type\":\"interaction\",\"interactionId\":\"e-" + at + "\",\"occurredAt\":\"" + at
                + "\",\"application\":\"elsewhere\"}";
    }

    /** {@code run} in a process of its own, on the state directory of the world. */
    private static Process program(MonitorConfig world) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "topics: {prefix: " + world.topics().prefix() + "}",
                "kafka: {bootstrap.servers: '" + playground.bootstrap() + "', session.timeout.ms: 6000}",
                "schemaRegistry: {url: '" + playground.registry() + "'}",
                "observe: {idleAfter: PT2S}",
                "http: {host: 127.0.0.1, port: 0}",
                "streams:"));
        world.streams().forEach((key, value) -> lines.add("  " + key + ": '" + value + "'"));
        Path config = Files.write(directory.resolve(world.topics().prefix() + "yaml"), lines);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RiskMonitor.class.getName(),
                        "run",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        directory.resolve(world.topics().prefix() + "log").toFile())
                .start();
    }

    private static void assertFiring(RunningMonitor monitor) {
        assertThat(monitor.get("/readyz").statusCode()).isEqualTo(200);
        patiently().untilAsserted(() -> {
            assertThat(monitor.metric(
                            "risk_alert_firing", "application=\"shop\"", "category=\"HALLUCINATION\"", "group=\"\""))
                    .isPositive();
            assertThat(monitor.get("/api/v1/alerts?state=FIRING").body())
                    .contains("\"application\":\"shop\"", "\"state\":\"FIRING\"");
            assertThat(monitor.metric("risk_monitor_last_finding_timestamp_seconds"))
                    .as("a finding about the incident came back")
                    .isGreaterThan(Traffic.START.plusSeconds(INCIDENT).getEpochSecond());
            assertThat(monitor.metric("risk_event_time_timestamp_seconds", "stage=\"judge\""))
                    .isPositive();
            assertThat(monitor.metric("risk_event_time_timestamp_seconds", "stage=\"observe\""))
                    .isPositive();
        });
        assertThat(monitor.get("/metrics").body())
                .contains("risk_monitor_alive 1.0\n", "risk_monitor_ready 1.0\n", "risk_monitor_waiting 0.0\n");
    }

    private static List<ConsumerRecord<String, GenericRecord>> alerts(MonitorConfig world) {
        return playground.read(world.topics().alerts());
    }

    private static List<String> states(MonitorConfig world) {
        return alerts(world).stream()
                .map(record -> record.value().get("state").toString())
                .toList();
    }

    private static GenericRecord lastOf(MonitorConfig world, String key) {
        return playground.read(world.topics().currentAlerts()).stream()
                .filter(record -> record.key().equals(key))
                .reduce((before, after) -> after)
                .orElseThrow()
                .value();
    }

    private static ConditionFactory patiently() {
        return await().atMost(Playground.PATIENCE);
    }
}
