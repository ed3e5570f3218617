package io.riskmonitor.gold;

import java.util.List;

/** Right is what is equal once both are normalised; see {@link PlainText}. */
public record Normalised() implements Grading {

    @Override
    public Grade grade(String answer, List<String> expected) {
        PlainText plain = PlainText.of(answer);
        return Grade.of(expected.stream().map(PlainText::of).anyMatch(plain::equals));
    }

    @Override
    public String problemOf(String expected) {
        return PlainText.of(expected).problem();
    }
}
