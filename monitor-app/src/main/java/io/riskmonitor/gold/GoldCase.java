package io.riskmonitor.gold;

import io.riskmonitor.interaction.RiskCategory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question whose answer is known.
 *
 * @param caseId unique over all applications
 * @param application the one that is asked; null for every one
 * @param expected answers any of which is right
 * @param category what a wrong answer is a case of
 */
public record GoldCase(
        String caseId, @Nullable String application, List<String> expected, Grading grading, RiskCategory category) {

    static final int MAX_NAME = 256;
    static final int MAX_EXPECTED = 100;
    static final int MAX_EXPECTED_LENGTH = 10_000;

    /** Everything that is wrong with it, each at its place; empty where nothing is. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        name("caseId", caseId, problems);
        if (application != null) {
            name("application", application, problems);
        }
        if (expected.isEmpty() || expected.size() > MAX_EXPECTED) {
            problems.add("expected must have 1 to " + MAX_EXPECTED + " answers, got " + expected.size());
        }
        for (int i = 0; i < expected.size(); i++) {
            String answer = expected.get(i);
            String problem = answer.length() > MAX_EXPECTED_LENGTH
                    ? "has " + answer.length() + " characters, at most " + MAX_EXPECTED_LENGTH + " are allowed"
                    : grading.problemOf(answer);
            if (!problem.isEmpty()) {
                problems.add("expected[" + i + "] " + problem);
            }
        }
        return problems;
    }

    private static void name(String field, String value, List<String> problems) {
        if (value.isBlank()) {
            problems.add(field + " is empty");
        } else if (value.length() > MAX_NAME) {
            problems.add(field + " has " + value.length() + " characters, at most " + MAX_NAME + " are allowed");
        }
    }

    /** All that a grade depends on, in parts; a record names its settings in its text. */
    List<String> content() {
        List<String> content = new ArrayList<>(List.of(caseId, String.valueOf(grading), category.name()));
        content.addAll(expected);
        return content;
    }

    /** Whether this application can be asked. */
    public boolean isOf(String asked) {
        return application == null || application.equals(asked);
    }

    /** The grade of an answer. */
    public Grade grade(String answer) {
        return grading.grade(answer, expected);
    }
}
