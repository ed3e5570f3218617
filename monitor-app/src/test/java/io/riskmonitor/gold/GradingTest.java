package io.riskmonitor.gold;

import static io.riskmonitor.interaction.Outcome.FAIL;
import static io.riskmonitor.interaction.Outcome.PASS;
import static io.riskmonitor.interaction.Outcome.UNSURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.interaction.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradingTest {

    private static Outcome outcome(Grading grading, String answer, String... expected) {
        return grading.grade(answer, List.of(expected)).outcome();
    }

    @Test
    void exactIsToTheLastCharacter() {
        assertThat(outcome(new Exact(), "Paris", "Rome", "Paris")).isEqualTo(PASS);
        assertThat(outcome(new Exact(), "Paris ", "Paris")).isEqualTo(FAIL);
        assertThat(outcome(new Exact(), "paris", "Paris")).isEqualTo(FAIL);
        assertThat(outcome(new Exact(), "e\u0301", "\u00e9")).isEqualTo(FAIL);
    }

    @Test
    void anyExpectedAnswerWillDo() {
        for (Grading grading :
                List.of(new Exact(), new Normalised(), new Contains(), new RegularExpression(), new TokenOverlap(1))) {
            assertThat(outcome(grading, "b", "a", "b")).as("%s", grading).isEqualTo(PASS);
            assertThat(outcome(grading, "c", "a", "b")).as("%s", grading).isEqualTo(FAIL);
        }
        assertThat(outcome(new Numeric(0, 0), "2", "1", "2")).isEqualTo(PASS);
    }

    @Test
    void anEmptyAnswerIsWrong() {
        for (Grading grading : List.of(
                new Exact(),
                new Normalised(),
                new Contains(),
                new RegularExpression(),
                new TokenOverlap(0.1),
                new Numeric(1e9, 1))) {
            assertThat(outcome(grading, "", "5")).as("%s", grading).isEqualTo(FAIL);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The refund takes 30 days.   | 30 days  | PASS",
                "THE REFUND: Thirty  Days!   | thirty days | PASS",
                "It is illegal.              | legal    | FAIL",
                "15 days                     | 5        | FAIL",
                "1.5 days                    | 5        | FAIL",
                "at -5 degrees               | 5        | FAIL",
                "at €5                       | 5        | PASS",
                "refunds                     | refund   | FAIL",
                "illegal, not legal          | legal    | PASS",
                "首都は東京です                | 東京      | PASS",
                "we use C++.                 | C++      | PASS"
            })
    void containsMeansWholeWords(String answer, String expected, Outcome outcome) {
        assertThat(outcome(new Contains(), answer, expected)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "42                              | 42",
                "The answer is 42.               | 42",
                "first 7, then 42                | 42",
                "1,234                           | 1234",
                "12,345,678                      | 12345678",
                "1,234.5                         | 1234.5",
                "1.234,5                         | 1234.5",
                "1.234.567                       | 1234567",
                "1.234                           | 1.234",
                "1,5                             | 1.5",
                "0,123                           | 0.123",
                "1234,567                        | 1234.567",
                "1'234'567.5                     | 1234567.5",
                "10\u00a0000                     | 10000",
                "1\u202f234,5                    | 1234.5",
                "1_000                           | 1000",
                "page 3 100 items                | 100",
                "-5                              | -5",
                "\u22125                         | -5",
                "+5                              | 5",
                "(-0.5)                          | -0.5",
                ".5                              | 0.5",
                "3-5 days                        | 5",
                "50 %                            | 50",
                "$1,000,000                      | 1000000",
                "5e3                             | 5000",
                "2.5E-2                          | 0.025",
                "10km                            | 10",
                "7 (as in H2O)                   | 7",
                "7, see 192.168.0.1              | 7",
                "7 on 1.5.2026                   | 7",
                "7, 1,2,3                        | 7",
                "٤٢                              | 42"
            })
    void theLastNumberIsRead(String answer, String number) {
        assertThat(WrittenNumber.last(answer).orElseThrow()).isEqualByComparingTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", "H2O", "1.2.3.4", "-", "...", "x1"})
    void whatIsNoNumberIsNotRead(String answer) {
        assertThat(WrittenNumber.last(answer)).isEmpty();
    }

    @Test
    void longTextsAreReadInOneGo() {
        String digits = "1,2.3'4_".repeat(200_000);
        assertThat(WrittenNumber.last(digits + " 5"))
                .hasValueSatisfying(number -> assertThat(number).isEqualByComparingTo("5"));
        assertThat(WrittenNumber.last("9".repeat(1_000_000))).isEmpty();
    }

    @Test
    void aNumberMayBeOffByTheTolerance() {
        assertThat(outcome(new Numeric(0.1, 0), "1.1", "1")).as("in decimals").isEqualTo(PASS);
        assertThat(outcome(new Numeric(0.1, 0), "1.1001", "1")).isEqualTo(FAIL);
        assertThat(outcome(new Numeric(0, 0), "1.0", "1")).isEqualTo(PASS);
        assertThat(outcome(new Numeric(0, 0.05), "-105", "-100")).isEqualTo(PASS);
        assertThat(outcome(new Numeric(0, 0.05), "-106", "-100")).isEqualTo(FAIL);
        assertThat(outcome(new Numeric(10, 0.05), "110", "100")).as("the wider").isEqualTo(PASS);
        assertThat(outcome(new Numeric(1e9, 0), "none", "1")).isEqualTo(FAIL);
    }

    @Test
    void aToleranceIsNoLessThanNothing() {
        assertThatThrownBy(() -> new Numeric(-0.1, 0)).hasMessage("tolerance must be at least 0, got -0.1");
        assertThatThrownBy(() -> new Numeric(0, Double.NaN)).hasMessageContaining("relativeTolerance");
        assertThatThrownBy(() -> new TokenOverlap(0)).hasMessage("minF1 must be in (0, 1], got 0.0");
        assertThatThrownBy(() -> new TokenOverlap(Double.NaN)).hasMessageContaining("NaN");
    }

    @Test
    void aRegularExpressionIsSoughtAnywhereInTheAnswerAsItIs() {
        assertThat(outcome(new RegularExpression(), "It takes 30 days.", "\\b\\d+ days\\b"))
                .isEqualTo(PASS);
        assertThat(outcome(new RegularExpression(), "It takes 30 Days.", "\\b\\d+ days\\b"))
                .isEqualTo(FAIL);
        assertThat(outcome(new RegularExpression(), "It takes 30 Days.", "(?i)days\\.$"))
                .isEqualTo(PASS);
    }

    @Test
    void anExpressionOfExponentialTimeIsGivenUpTheSameWayEveryTime() {
        for (int i = 0; i < 3; i++) {
            Grade grade = new RegularExpression().grade("a".repeat(60) + "!", List.of("^(a+)+\\1b", "b"));
            assertThat(grade).isEqualTo(new Grade(UNSURE, null));
        }
        assertThat(outcome(new RegularExpression(), "a".repeat(60) + "!", "!", "^(a+)+\\1b"))
                .as("the first one matches")
                .isEqualTo(PASS);
    }

    @Test
    void anExpressionThatNestsTooDeeplyIsGivenUp() {
        assertThat(outcome(new RegularExpression(), "ab".repeat(300_000), "^(a|b)*c"))
                .isEqualTo(UNSURE);
    }

    @Test
    void wordsInCommonDecideByTheirF1() {
        Grade grade = new TokenOverlap(0.8).grade("Refund within 30 days!", List.of("no", "within 30 days"));
        assertThat(grade.outcome()).isEqualTo(PASS);
        assertThat(grade.score()).isCloseTo(1 - 6.0 / 7, within(1e-15));
        assertThat(outcome(new TokenOverlap(0.9), "Refund within 30 days!", "within 30 days"))
                .isEqualTo(FAIL);
        assertThat(outcome(new TokenOverlap(0.8), "a b c d e", "a b c d x"))
                .as("as much as asked for")
                .isEqualTo(PASS);
    }

    @Test
    void scoresSayHowWrongAnAnswerIs() {
        assertThat(new Exact().grade("a", List.of("a")).score()).isZero();
        assertThat(new Exact().grade("a", List.of("b")).score()).isEqualTo(1);
    }
}
