package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.interaction;
import static io.riskmonitor.scenario.Event.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.riskmonitor.gold.GoldCounts;
import io.riskmonitor.gold.GoldStanding;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.Pairs;
import io.riskmonitor.pane.PaneCells;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.scenario.Event;
import io.riskmonitor.scenario.SentInteraction;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.Finding;
import io.riskmonitor.schema.GoldCase;
import io.riskmonitor.schema.Grading;
import io.riskmonitor.schema.GradingMethod;
import io.riskmonitor.schema.Outcome;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers to gold cases, from the topic of cases to verdicts, metrics and results. */
class GoldTest {

    private static final Series GOLD = new Series(RiskCategory.GOLD_MISMATCH, "gold");

    private static final String CAPITAL = """
            {"type":"gold","caseId":"capital","application":"billing","expected":["Paris"],\
            "grading":{"method":"CONTAINS"}}""";

    private static final String SLOW = """
            {"type":"gold","caseId":"slow","expected":["^(a+)+\\\\1b"],"grading":{"method":"REGEX"}}""";

    private static final SentInteraction RIGHT = interaction("right").answers("capital", "It is Paris.");
    private static final SentInteraction WRONG = interaction("wrong").answers("capital", "It is Rome.");

    private final Rig rig = Rig.standard();

    @AfterEach
    void close() {
        rig.close();
    }

    private Counts counts() {
        PaneCells.CellCounts cell = rig.tally("12:00:00").cells().get(new Cell(GOLD, Group.ALL));
        return cell == null ? new Counts() : cell.total();
    }

    private double ungraded(String reason) {
        return rig.counter("risk_gold_ungraded_total", "application", "billing", "reason", reason);
    }

    @Test
    void anAnswerIsAVerdictLikeAnyOther() {
        rig.learn(CAPITAL).send(RIGHT, WRONG);

        assertThat(counts().judged()).isEqualTo(2);
        assertThat(counts().failures()).isEqualTo(1);
        assertThat(counts().exemplars())
                .extracting(Counts.Exemplar::interactionId)
                .containsExactly("wrong");
        for (String outcome : List.of("PASS", "FAIL")) {
            assertThat(rig.counter(
                            "risk_judged_total", "category", "GOLD_MISMATCH", "evaluator", "gold", "outcome", outcome))
                    .isEqualTo(1);
        }
    }

    @Test
    void aWrongAnswerIsOfTheCategoryOfItsCase() {
        rig.learn(CAPITAL.replace("\"grading\"", "\"category\":\"HALLUCINATION\",\"grading\""))
                .send(WRONG);

        assertThat(rig.counter("risk_judged_total", "category", "HALLUCINATION", "evaluator", "gold"))
                .isEqualTo(1);
    }

    @Test
    void anAnswerIsGradedOnceHoweverOftenItComes() {
        rig.learn(CAPITAL).send(WRONG, WRONG).send(interaction("wrong").answers("capital", "Paris"));

        assertThat(counts().judged()).isEqualTo(1);
        assertThat(counts().failures()).isEqualTo(1);
        assertThat(rig.counter("risk_gold_failures_total", "application", "billing", "case", "capital"))
                .isEqualTo(1);
        assertThat(rig.gold()).singleElement().satisfies(standing -> assertThat(standing.results())
                .containsExactly(entry("capital", new GoldCounts(0, 1, 0))));
    }

    @Test
    void anAnswerCountsInTheGroupsOfItsInteraction() {
        rig.learn(CAPITAL).send(interaction("wrong").locale("de").release("m-2").answers("capital", "Rome"));

        assertThat(rig.tally("12:00:00").cells().byCell().keySet())
                .filteredOn(cell -> cell.series().equals(GOLD))
                .extracting(Cell::group)
                .contains(Group.ALL, new Group("locale", "de"), new Group(Group.RELEASE, "m-2"));
    }

    @Test
    void aProbeOfAnUnknownCaseIsCountedAndGivesNoVerdict() {
        rig.learn(CAPITAL.replace("billing", "shop"))
                .send(RIGHT, interaction("i-2").answers("nothing", "Paris"));

        assertThat(counts().judged()).isZero();
        assertThat(ungraded("UNKNOWN_CASE")).isEqualTo(2);
        assertThat(rig.seen("12:00:00")).isEqualTo(2);
        assertThat(rig.refusals()).isEmpty();
    }

    @Test
    void aProbeWithoutAnAnswerIsCountedAndGivesNoVerdict() {
        rig.learn(CAPITAL).send(interaction("i-1").answers("capital", null));

        assertThat(counts().judged()).isZero();
        assertThat(ungraded("NO_ANSWER")).isEqualTo(1);
    }

    @Test
    void anAnswerWithoutACaseIsRefused() {
        rig.send(interaction("i-1").answers(null, "Paris"));

        assertThat(rig.refusals()).singleElement().satisfies(refused -> {
            assertThat(refused.reason()).isEqualTo("INVALID_VALUE");
            assertThat(refused.detail()).contains("answer", "goldCaseId");
        });
        assertThat(rig.seen("12:00:00")).isZero();
    }

    @Test
    void anExpressionThatTakesTooLongIsUnsure() {
        rig.learn(SLOW).send(interaction("i-1").answers("slow", "a".repeat(60) + "!"));

        assertThat(counts().judged()).isEqualTo(1);
        assertThat(counts().trials()).isZero();
        assertThat(ungraded("TOO_MANY_STEPS")).isEqualTo(1);
        assertThat(rig.gold()).singleElement().satisfies(standing -> {
            assertThat(standing.results()).containsExactly(entry("slow", new GoldCounts(0, 0, 1)));
            assertThat(standing.covered()).isZero();
        });
    }

    @Test
    void aCaseThatHasChangedIsAnotherVersionOfTheEvaluator() {
        rig.learn(CAPITAL).send(RIGHT);
        rig.learn(CAPITAL.replace("Paris", "Rome")).send(WRONG);
        rig.learn(CAPITAL).send(interaction("right-again").answers("capital", "Paris"));

        Set<String> versions = rig.tally("12:00:00").cells().byCell().keySet().stream()
                .map(Cell::group)
                .filter(group -> group.dimension().equals(Group.EVALUATOR))
                .map(Group::name)
                .collect(Collectors.toSet());
        assertThat(versions).hasSize(2);
        assertThat(counts().failures()).isZero();
        assertThat(rig.gold()).singleElement().satisfies(standing -> assertThat(versions)
                .anyMatch(version -> version.contains(standing.version())));
    }

    @Test
    void anInvalidCaseIsRefusedWithEveryProblemAndTheLastGoodOneStays() {
        rig.learn(CAPITAL);
        GoldCase invalid = new GoldCase(
                "capital", "billing", List.of("..."), new Grading(GradingMethod.CONTAINS, 1.0, null, null), null);

        rig.learn("capital", rig.encode(invalid)).send(RIGHT);

        assertThat(rig.refusals()).singleElement().satisfies(refused -> {
            assertThat(refused.reason()).isEqualTo("INVALID_VALUE");
            assertThat(refused.detail()).contains("grading.tolerance", "expected[0]");
            assertThat(refused.value()).isEqualTo(rig.encode(invalid));
            assertThat(refused.headers())
                    .containsEntry("risk.topic", "risk.gold")
                    .containsEntry("risk.offset", "1");
        });
        assertThat(counts().trials()).isEqualTo(1);
        assertThat(counts().failures()).isZero();
    }

    @Test
    void whatIsNoCaseOrUnderAnotherKeyIsRefused() {
        GoldCase valid = new GoldCase(
                "capital", "billing", List.of("Paris"), new Grading(GradingMethod.EXACT, null, null, null), null);
        rig.learn("city", rig.encode(valid));
        rig.learn(null, rig.encode(valid));
        rig.learn("capital", new byte[] {1, 2, 3});
        rig.learn("capital", rig.encode(verdict("i-1")));

        assertThat(rig.refusals())
                .extracting(Rig.Refused::reason)
                .containsExactly("INVALID_VALUE", "MISSING_ID", "UNDECODABLE", "UNDECODABLE");
        rig.send(RIGHT);
        assertThat(ungraded("UNKNOWN_CASE")).isEqualTo(1);
    }

    @Test
    void aTombstoneDeletesTheCase() {
        rig.learn(CAPITAL).learn("capital", null).send(RIGHT);

        assertThat(rig.refusals()).isEmpty();
        assertThat(ungraded("UNKNOWN_CASE")).isEqualTo(1);
        assertThat(rig.gold()).isEmpty();
    }

    @Test
    void coverageIsTheShareOfTheCasesThatWereGradedInSevenDays() {
        rig.learn(CAPITAL).learn(SLOW).send(interaction("i-1").at(day(-8)));
        rig.flush().gold();
        assertThat(coverage()).as("of none").isZero();
        assertThat(rig.gauge("risk_gold_cases", "application", "billing")).isEqualTo(2);

        rig.send(interaction("i-2").at(day(-7)).answers("capital", "Paris"));
        rig.gold();
        assertThat(coverage()).isEqualTo(0.5);

        rig.send(interaction("i-3").at(day(-1))).flush().gold();
        assertThat(coverage()).as("on the seventh day").isEqualTo(0.5);

        rig.send(interaction("i-4").at(day(0))).flush();
        assertThat(rig.gold()).singleElement().extracting(GoldStanding::covered).isEqualTo(0);
        assertThat(coverage()).isZero();

        rig.learn("capital", null).learn("slow", null).gold();
        assertThat(coverage()).isNaN();
    }

    private double coverage() {
        return rig.gauge("risk_gold_coverage_ratio", "application", "billing");
    }

    private static Instant day(int days) {
        return Event.NOON.plus(Duration.ofDays(days));
    }

    @Test
    void tooManyWrongAnswersAlert() {
        rig.declare("""
                application: billing
                rules: [{id: known, kind: failure-rate, category: GOLD_MISMATCH, ceiling: 0.05, severity: HIGH}]
                """).learn(CAPITAL);
        for (int i = 0; i < 60; i++) {
            rig.send(interaction("i-" + i).at(Event.NOON.plusSeconds(i)).answers("capital", "Rome"));
        }
        rig.finish();

        assertThat(rig.alerts()).filteredOn(alert -> alert.getGroup() == null).isNotEmpty();
        assertThat(rig.alerts()).first().satisfies(alert -> {
            assertThat(alert.getRule()).isEqualTo("known");
            assertThat(alert.getEvaluator()).isEqualTo("gold");
            assertThat(alert.getEvidence().getExemplars()).isNotEmpty();
        });
    }

    @Test
    void aJudgeIsComparedWithGoldAnswers() {
        rig.declare("""
                application: billing
                rules:
                  - {id: honest, kind: agreement, category: GOLD_MISMATCH, evaluator: judge-a, against: GOLD,
                     maxFalseNegativeRate: 0.2, minPairs: 50, severity: HIGH}
                """).learn(CAPITAL);
        List<Event> probes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Instant at = Event.NOON.plusSeconds(i);
            probes.add(interaction("i-" + i)
                    .at(at)
                    .answers("capital", i % 2 == 0 ? "Rome" : "Paris")
                    .judged("judge-a", Outcome.PASS, io.riskmonitor.schema.RiskCategory.GOLD_MISMATCH, null));
        }
        rig.send(probes, 50);

        Tally.Compared compared = new Tally.Compared(
                new Tally.Strand(new Series(RiskCategory.GOLD_MISMATCH, "judge-a"), null), Source.GOLD);
        assertThat(rig.tally("12:00:00").pairs()).containsEntry(compared, new Pairs(0, 0, 1, 0));
        rig.finish();
        assertThat(rig.alerts())
                .filteredOn(alert -> alert.getRule().equals("honest"))
                .isNotEmpty()
                .extracting(Alert::getEvaluator)
                .containsOnly("judge-a");
        assertThat(rig.findings()).extracting(Finding::getRule).contains("honest");
    }
}
