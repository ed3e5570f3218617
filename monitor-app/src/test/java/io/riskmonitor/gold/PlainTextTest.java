package io.riskmonitor.gold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.stats.ReferenceTable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PlainTextTest {

    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

    private static final ReferenceTable TABLE = ReferenceTable.read("gold-answers.csv");

    /** As the script has written it: without commas. */
    private static String text(ReferenceTable.Row row, String column) {
        return ESCAPE.matcher(row.word(column))
                .replaceAll(
                        escape -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 16))));
    }

    @Test
    void textsAndTheirWordsEqualTheReferenceTable() {
        assertThat(TABLE.rows()).hasSizeGreaterThan(35).allSatisfy(row -> {
            PlainText plain = PlainText.of(text(row, "answer"));
            assertThat(plain.text()).isEqualTo(text(row, "normalised"));
            assertThat(String.join(" ", plain.words())).isEqualTo(text(row, "words"));
        });
    }

    @Test
    void wordsInCommonEqualTheReferenceTable() {
        assertThat(TABLE.rows()).allSatisfy(row -> {
            List<String> answer = PlainText.of(text(row, "answer")).words();
            List<String> expected = PlainText.of(text(row, "expected")).words();
            assertThat(TokenOverlap.f1(answer, expected)).isCloseTo(row.number("f1"), within(1e-15));
        });
    }

    @Test
    void whatIsPlainStaysAsItIs() {
        assertThat(TABLE.rows()).allSatisfy(row -> {
            PlainText plain = PlainText.of(text(row, "answer"));
            assertThat(PlainText.of(plain.text())).isEqualTo(plain);
        });
    }
}
