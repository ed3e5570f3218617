package io.riskmonitor.interaction;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a question whose answer is known.
 *
 * @param goldCaseId which question
 * @param answer its text, to be graded and kept nowhere; null where it was not sent
 */
public record Probe(String goldCaseId, @Nullable String answer) {

    /** Without the answer, which must not get into a log. */
    @Override
    public String toString() {
        return "Probe[goldCaseId=" + goldCaseId + "]";
    }
}
