package io.riskmonitor.gold;

import java.util.List;

/** Right is what is equal to the last character, white space and letter case included. */
public record Exact() implements Grading {

    @Override
    public Grade grade(String answer, List<String> expected) {
        return Grade.of(expected.contains(answer));
    }
}
