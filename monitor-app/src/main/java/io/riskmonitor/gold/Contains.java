package io.riskmonitor.gold;

import java.util.List;

/**
 * Right is what has the expected answer somewhere in it, once both are normalised, as whole words: {@code legal} is not in
 * {@code illegal}, and {@code 5} is not in {@code 15}.
 */
public record Contains() implements Grading {

    @Override
    public Grade grade(String answer, List<String> expected) {
        PlainText plain = PlainText.of(answer);
        return Grade.of(expected.stream().map(PlainText::of).anyMatch(plain::hasWords));
    }

    @Override
    public String problemOf(String expected) {
        return PlainText.of(expected).problem();
    }
}
