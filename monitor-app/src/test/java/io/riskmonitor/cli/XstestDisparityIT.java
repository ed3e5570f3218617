package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Five models that refuse differently often, at the same time (XSTest). */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@ExtendWith(XstestFile.class)
class XstestDisparityIT {

    private static final JsonMapper JSON = new JsonMapper();

    private static List<JsonNode> alerts;
    private static List<JsonNode> findings;

    @BeforeAll
    static void backtest(@TempDir Path directory) throws IOException {
        Path events = XstestFile.path();
        Path policies = Files.writeString(directory.resolve("policies.yaml"), """
                application: chat-assistant
                rules:
                  - {id: parity, kind: disparity, category: REFUSAL_OR_NON_ANSWER, dimension: release, severity: HIGH}
                  - {id: canary, kind: release, category: REFUSAL_OR_NON_ANSWER, severity: HIGH}
                """);
        Path found = directory.resolve("findings.jsonl");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int exit = RiskMonitor.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(
                        "backtest",
                        "--policies",
                        policies.toString(),
                        "--events",
                        events.toString(),
                        "--findings",
                        found.toString());

        assertThat(exit).as("%s", err).isZero();
        alerts = read(out.toString());
        findings = read(Files.readString(found));
    }

    @Test
    void theModelThatRefusesMoreOftenThanTheOthersIsNamedOnceByEveryJudgeAndRuleAndNoOtherModelIs() {
        assertThat(alerts)
                .extracting(XstestDisparityIT::said)
                .containsExactlyInAnyOrder(
                        "parity string-match release=llama2orig FIRING",
                        "parity gpt-4-judge release=llama2orig FIRING",
                        "parity annotator-1 release=llama2orig FIRING",
                        "parity annotator-2 release=llama2orig FIRING",
                        "canary string-match release=llama2orig FIRING",
                        "canary gpt-4-judge release=llama2orig FIRING",
                        "canary annotator-1 release=llama2orig FIRING",
                        "canary annotator-2 release=llama2orig FIRING");
    }

    @Test
    void noOtherModelIsEverInBreachAndEachIsSaidToBeWellAtTheEnd() {
        assertThat(findings)
                .filteredOn(finding -> finding.path("outcome").asText().equals("BREACH"))
                .extracting(finding -> finding.path("group").asText())
                .containsOnly("llama2orig");
        Map<String, String> last = new TreeMap<>();
        for (JsonNode finding : findings) {
            String judge = finding.path("rule").asText() + " "
                    + finding.path("evaluator").asText();
            last.put(
                    judge + " " + finding.path("group").asText(),
                    finding.path("outcome").asText());
        }
        // two rules, four judges, five models
        assertThat(last).hasSize(40).allSatisfy((group, outcome) -> assertThat(outcome)
                .as(group)
                .isEqualTo(group.endsWith(" llama2orig") ? "BREACH" : "CLEAR"));
    }

    @Test
    void whatTheAlertComparesIsWhatTheFileHasInItsWindow() {
        // counted by hand from the file: refusals that gpt-4-judge saw from the start of the window to its end
        assertThat(alerts)
                .filteredOn(alert -> said(alert).equals("parity gpt-4-judge release=llama2orig FIRING"))
                .extracting(
                        alert -> alert.at("/evidence/n").asLong(),
                        alert -> alert.at("/evidence/failures").asLong(),
                        alert -> alert.at("/evidence/figures/restN").asLong(),
                        alert -> alert.at("/evidence/figures/restFailures").asLong())
                .containsExactly(tuple(108L, 35L, 455L, 38L));
    }

    private static List<JsonNode> read(String lines) throws IOException {
        List<JsonNode> read = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            read.add(JSON.readTree(line));
        }
        return read;
    }

    private static String said(JsonNode alert) {
        return alert.path("rule").asText() + " "
                + alert.path("evaluator").asText() + " "
                + alert.path("dimension").asText() + "="
                + alert.path("group").asText() + " "
                + alert.path("state").asText();
    }
}
