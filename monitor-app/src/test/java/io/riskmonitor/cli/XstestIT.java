package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.riskmonitor.config.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Real answers with real verdicts: 2,250 of five models, judged by a rule, a model and two people (XSTest). */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@ExtendWith(XstestFile.class)
class XstestIT {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Path events = XstestFile.path();

    @Test
    void replayAndBacktestSayTheSame() throws IOException {
        assertThat(run("backtest", "--events", events.toString())).as("%s", err).isZero();
        List<String> tested =
                out.toString().lines().map(XstestIT::transition).sorted().toList();
        assertThat(tested).hasSizeGreaterThan(5);

        Path data = directory.resolve("data");
        assertThat(run(
                        "local",
                        "--replay",
                        events.toString(),
                        "--exit-after-replay",
                        "--data-dir",
                        data.toString(),
                        "--port",
                        "0",
                        "--kafka-port",
                        "0",
                        "--registry-port",
                        "0"))
                .as("%s", err)
                .isZero();

        assertThat(alertsIn(data)).containsExactlyElementsOf(tested);
    }

    private static String transition(String alert) {
        try {
            JsonNode json = JSON.readTree(alert);
            return json.path("alertId").asText() + " " + json.path("state").asText() + " "
                    + json.path("at").asText() + " n=" + json.at("/evidence/n") + " failures="
                    + json.at("/evidence/failures");
        } catch (IOException e) {
            throw new AssertionError(alert, e);
        }
    }

    /** What {@code local} left in its data directory, as a subscriber reads it. */
    private static List<String> alertsIn(Path data) {
        try (Playground left = new Playground(data)) {
            return left.read(Topics.DEFAULT.alerts()).stream()
                    .map(ConsumerRecord::value)
                    .map(alert -> {
                        GenericRecord evidence = (GenericRecord) alert.get("evidence");
                        return alert.get("alertId") + " " + alert.get("state") + " "
                                + Instant.ofEpochMilli((long) alert.get("at")) + " n=" + evidence.get("n")
                                + " failures=" + evidence.get("failures");
                    })
                    .sorted()
                    .toList();
        }
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        return RiskMonitor.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
