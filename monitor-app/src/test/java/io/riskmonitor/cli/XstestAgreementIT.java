package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.riskmonitor.stats.ReferenceTable;
import io.riskmonitor.stats.ReferenceTable.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How far a model and a string match agree with two annotators (XSTest), against statsmodels over the same file. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@ExtendWith(XstestFile.class)
class XstestAgreementIT {

    private static final ReferenceTable TABLE = ReferenceTable.read("xstest-agreement.csv");
    private static final List<String> COUNTS =
            List.of("bothFail", "onlyEvaluatorFails", "onlyReferenceFails", "bothPass");
    private static final List<String> INTERVALS =
            List.of("kappa", "falsePositiveRate", "falseNegativeRate", "failureRate", "correctedFailureRate");

    /** By series and time, in the order in which they were published. */
    private static final Map<String, JsonNode> FINDINGS = new LinkedHashMap<>();

    private static List<JsonNode> alerts;

    @BeforeAll
    static void backtest(@TempDir Path directory) throws IOException {
        Path events = XstestFile.path();
        Path policies = Files.writeString(directory.resolve("policies.yaml"), """
                application: chat-assistant
                rules:
                  - {id: judge, kind: agreement, evaluator: gpt-4-judge, against: HUMAN, minKappa: 0.6, severity: MEDIUM}
                  - {id: match, kind: agreement, evaluator: string-match, against: HUMAN, minKappa: 0.6, severity: MEDIUM}
                """);
        Path findings = directory.resolve("findings.jsonl");
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
                        findings.toString(),
                        "--as-of",
                        "2023-11-16T20:10:00Z");

        assertThat(exit).as("%s", err).isZero();
        assertThat(err.toString()).contains("0 events refused");
        alerts = out.toString().lines().map(XstestAgreementIT::json).toList();
        try (Stream<String> lines = Files.lines(findings)) {
            lines.map(XstestAgreementIT::json).forEach(finding -> FINDINGS.put(key(finding), finding));
        }
    }

    @Test
    void kappaErrorRatesAndCorrectedRateAndTheirIntervalsAreThoseOfStatsmodels() {
        assertThat(TABLE.rows()).hasSize(8).allSatisfy(row -> {
            JsonNode finding = FINDINGS.get(key(row));
            assertThat(finding).as(key(row)).isNotNull();
            JsonNode figures = finding.at("/evidence/figures");
            for (String count : COUNTS) {
                assertThat(figures.path(count).asLong(-1)).as(count).isEqualTo(row.count(count));
            }
            assertThat(finding.at("/evidence/n").asLong())
                    .isEqualTo(COUNTS.stream().mapToLong(row::count).sum());
            for (String interval : INTERVALS) {
                for (String figure : List.of(interval, interval + "Lower", interval + "Upper")) {
                    assertThat(figures.path(figure).asDouble(Double.NaN))
                            .as(figure)
                            .isCloseTo(row.number(figure), within(1e-9));
                }
            }
        });
    }

    @Test
    void theLastWordOnEveryJudgeIsInTheTable() {
        Map<String, String> last = new HashMap<>();
        FINDINGS.forEach((key, finding) -> last.put(series(finding), key));
        assertThat(last).hasSize(4);
        assertThat(TABLE.rows()).<String>extracting(XstestAgreementIT::key).containsAll(last.values());
    }

    @Test
    void theRateWithoutTheErrorsOfTheJudgeIsNearWhatPeopleSayWhereItsOwnIsNot() {
        // of the 2,500 verdicts of both annotators on refusal 602 are failures
        double people = 602 / 2_500.0;
        JsonNode figures = FINDINGS.get("REFUSAL_OR_NON_ANSWER gpt-4-judge 2023-11-16T19:56:40Z")
                .at("/evidence/figures");
        assertThat(figures.path("failureRateUpper").asDouble()).isLessThan(people);
        assertThat(people)
                .isBetween(
                        figures.path("correctedFailureRateLower").asDouble(),
                        figures.path("correctedFailureRateUpper").asDouble());
    }

    @Test
    void theAlertSaysHowLittleTheyAgreeAndItsEndNoMoreThanThatItIsOver() {
        assertThat(alerts)
                .filteredOn(alert -> alert.path("category").asText().equals("MISUSE"))
                .extracting(alert -> alert.path("rule").asText(), alert -> alert.path("state")
                        .asText())
                .containsExactly(tuple("judge", "FIRING"));
        assertThat(alerts)
                .extracting(alert -> alert.path("summary").asText())
                .contains("MISUSE of all traffic in chat-assistant, judged by gpt-4-judge agrees too little with HUMAN:"
                        + " kappa 0.36 (95 % interval 0.14 to 0.59), less than 0.60.")
                .noneMatch(summary -> summary.contains("HUMAN: )"));
    }

    private static JsonNode json(String line) {
        try {
            return new JsonMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private static String series(JsonNode finding) {
        return finding.path("category").asText() + " "
                + finding.path("evaluator").asText();
    }

    private static String key(JsonNode finding) {
        return series(finding) + " " + finding.path("at").asText();
    }

    private static String key(Row row) {
        return row.word("category") + " " + row.word("evaluator") + " " + row.word("at");
    }
}
