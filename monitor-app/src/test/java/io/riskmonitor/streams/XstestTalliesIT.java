package io.riskmonitor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.riskmonitor.cli.XstestFile;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.config.Topics;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.pane.Report;
import io.riskmonitor.pane.Snapshot;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.wire.JsonLine;
import io.riskmonitor.wire.JsonLines;
import io.riskmonitor.wire.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is counted of real verdicts, against a straight loop over the file that shares nothing with the program. */
@ExtendWith(XstestFile.class)
class XstestTalliesIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();

    /** By model, evaluator and category: verdicts, trials, failures. */
    private static final Map<String, List<Long>> COUNTED = new TreeMap<>();

    private static Path events;

    @BeforeAll
    static void count() throws IOException {
        events = XstestFile.path();
        MonitorConfig config = MonitorConfig.of(Map.of(), Map.of());
        RiskMetrics metrics = new RiskMetrics(METERS, InstantSource.system());
        PolicyBook policies = new PolicyBook(PolicyFiles.builtIn());
        try (Backtest backtest = new Backtest(config, List.of(), policies, metrics, Instant.now());
                JsonLines lines = new JsonLines(Files.newInputStream(events))) {
            while (lines.hasNext()) {
                backtest.send((JsonLine.Event) lines.next());
            }
            backtest.finish();
            newest(backtest).values().forEach(XstestTalliesIT::add);
        }
    }

    @Test
    void verdictsTrialsAndFailuresByModelAndEvaluatorAreThoseOfTheFile() throws IOException {
        assertThat(COUNTED).isNotEmpty().isEqualTo(fromFile());
    }

    @Test
    void anUnsureVerdictIsJudgedButNoTrial() {
        assertThat(COUNTED.values().stream().mapToLong(n -> n.get(0) - n.get(1)).sum())
                .isEqualTo(11);
        assertThat(METERS.get("risk_judged_total").tag("outcome", "UNSURE").counters().stream()
                        .mapToDouble(Counter::count)
                        .sum())
                .isEqualTo(11);
    }

    /** A later tally of a pane replaces the one before. */
    private static Map<Long, Tally> newest(Backtest backtest) {
        Map<Long, Tally> panes = new HashMap<>();
        Wire wire = new Wire(Map.of("schema.registry.url", "mock://tallies"), Topics.DEFAULT, 1, () -> false);
        try (Deserializer<Report> reports = wire.report().deserializer()) {
            for (TestRecord<byte[], byte[]> record : backtest.records("risk-monitor-tallies-repartition")) {
                if (reports.deserialize("", record.value()) instanceof Snapshot snapshot) {
                    panes.put(snapshot.paneStart(), snapshot.tally());
                }
            }
        }
        return panes;
    }

    private static void add(Tally tally) {
        tally.cells().byCell().forEach((cell, counts) -> {
            if (cell.group().dimension().equals("release")) {
                COUNTED.merge(
                        cell.group().name() + " " + cell.series().evaluator() + " "
                                + cell.series().category(),
                        List.of(
                                counts.total().judged(),
                                counts.total().trials(),
                                counts.total().failures()),
                        XstestTalliesIT::sum);
            }
        });
    }

    private static Map<String, List<Long>> fromFile() throws IOException {
        Map<String, String> models = new HashMap<>();
        Map<String, List<Long>> counted = new TreeMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(events)), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = JSON.readTree(line);
                String id = event.get("interactionId").asText();
                if (event.get("type").asText().equals("interaction")) {
                    models.put(id, event.at("/release/model").asText());
                    event.get("verdicts")
                            .forEach(verdict -> count(models.getOrDefault(id, "unknown"), verdict, counted));
                } else {
                    count(models.getOrDefault(id, "unknown"), event, counted);
                }
            }
        }
        return counted;
    }

    private static void count(String model, JsonNode verdict, Map<String, List<Long>> counted) {
        String outcome = verdict.get("outcome").asText();
        counted.merge(
                model + " " + verdict.get("evaluator").asText() + " "
                        + verdict.get("category").asText(),
                List.of(1L, outcome.equals("UNSURE") ? 0L : 1L, outcome.equals("FAIL") ? 1L : 0L),
                XstestTalliesIT::sum);
    }

    private static List<Long> sum(List<Long> a, List<Long> b) {
        return List.of(a.get(0) + b.get(0), a.get(1) + b.get(1), a.get(2) + b.get(2));
    }
}
