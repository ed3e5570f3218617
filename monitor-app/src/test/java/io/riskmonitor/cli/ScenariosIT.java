package io.riskmonitor.cli;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.riskmonitor.config.Topics;
import io.riskmonitor.scenario.KnownTruth;
import io.riskmonitor.scenario.KnownTruth.Expected;
import io.riskmonitor.scenario.KnownTruth.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of rule on traffic of which it is known what happened: what must fire does, in time, and nothing else. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ScenariosIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> HEARD_OR_EXPLAINED = Set.of("FIRING", "SUPPRESSED");

    @TempDir
    private static Path directory;

    private static List<JsonNode> alerts;

    /** All applications in one stream, as they would share a cluster. */
    @BeforeAll
    static void backtest() throws IOException {
        Files.write(directory.resolve("events.jsonl"), KnownTruth.events(KnownTruth.SCENARIOS));
        Files.writeString(
                directory.resolve("policies.yaml"),
                KnownTruth.SCENARIOS.stream().map(Scenario::policy).collect(Collectors.joining("---\n")));
        String said = run(
                "backtest",
                "--policies",
                directory.resolve("policies.yaml").toString(),
                "--events",
                directory.resolve("events.jsonl").toString(),
                "--findings",
                directory.resolve("findings.jsonl").toString());
        alerts = said.lines().map(ScenariosIT::parse).toList();
    }

    static List<Scenario> scenarios() {
        return KnownTruth.SCENARIOS;
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void firesWhatMustFireInTimeAndNothingElse(Scenario scenario) {
        List<Fired> fired = alerts.stream()
                .filter(alert -> alert.path("application").asText().equals(scenario.application()))
                .filter(alert -> HEARD_OR_EXPLAINED.contains(alert.path("state").asText()))
                .map(Fired::of)
                .toList();
        for (Expected expected : scenario.expected()) {
            assertThat(fired)
                    .as("%s: %s", scenario.what(), expected)
                    .anyMatch(alert -> alert.is(expected)
                            && !alert.at().isBefore(expected.from())
                            && !alert.at().isAfter(expected.to()));
        }
        Set<String> ids = fired.stream().map(Fired::id).collect(toSet());
        assertThat(fired)
                .as(scenario.what())
                .allMatch(alert -> ids.contains(alert.parent())
                        || scenario.expected().stream().anyMatch(alert::is))
                .allMatch(alert -> scenario.expected().stream()
                        .anyMatch(expected -> !alert.at().isBefore(expected.from())));
        assertThat(fired.stream()
                        .collect(Collectors.groupingBy(Fired::subject, Collectors.mapping(Fired::id, toSet()))))
                .as("one episode each: %s", scenario.what())
                .allSatisfy((subject, episodes) -> assertThat(episodes).hasSize(1));
    }

    /**
     * An alert that was heard, or explained by its parent.
     *
     * @param group as in {@code locale=tr}; empty for all traffic
     * @param parent id of the alert that explains it; empty without
     */
    private record Fired(String rule, String group, Instant at, String id, String parent) {

        static Fired of(JsonNode alert) {
            String dimension = alert.path("dimension").asText("");
            String group = dimension.isEmpty()
                    ? ""
                    : dimension + "=" + alert.path("group").asText();
            return new Fired(
                    alert.path("rule").asText(),
                    group,
                    Instant.parse(alert.path("at").asText()),
                    alert.path("alertId").asText(),
                    alert.path("parentAlertId").asText());
        }

        boolean is(Expected expected) {
            return rule.equals(expected.rule()) && group.equals(expected.group());
        }

        String subject() {
            return rule + " " + group;
        }
    }

    @Test
    void sayTheSameThroughKafka() throws IOException {
        Path data = directory.resolve("data");
        run(
                "local",
                "--policies",
                directory.resolve("policies.yaml").toString(),
                "--replay",
                directory.resolve("events.jsonl").toString(),
                "--exit-after-replay",
                "--data-dir",
                data.toString(),
                "--port",
                "0",
                "--kafka-port",
                "0",
                "--registry-port",
                "0");
        assertThat(transitionsIn(data))
                .containsExactlyElementsOf(
                        alerts.stream().map(ScenariosIT::transition).sorted().toList());
    }

    private static String transition(JsonNode alert) {
        return alert.path("alertId").asText() + " " + alert.path("state").asText() + " "
                + alert.path("at").asText();
    }

    /** What {@code local} left in its data directory, as a subscriber reads it. */
    private static List<String> transitionsIn(Path data) {
        try (Playground left = new Playground(data)) {
            return left.read(Topics.DEFAULT.alerts()).stream()
                    .map(ConsumerRecord::value)
                    .map(ScenariosIT::transition)
                    .sorted()
                    .toList();
        }
    }

    private static String transition(GenericRecord alert) {
        return alert.get("alertId") + " " + alert.get("state") + " " + Instant.ofEpochMilli((long) alert.get("at"));
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private static String run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = RiskMonitor.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
        assertThat(exit).as("%s", err).isZero();
        return out.toString();
    }
}
