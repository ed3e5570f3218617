package io.riskmonitor.gold;

import java.util.List;

/**
 * How an answer is compared with the expected ones. The same answer always has the same grade.
 *
 * <p>One file per method; {@code docs/gold.md} has them side by side.
 */
public sealed interface Grading permits Exact, Normalised, Numeric, Contains, RegularExpression, TokenOverlap {

    /** Compares; any of the expected answers will do. */
    Grade grade(String answer, List<String> expected);

    /** Why this cannot be an expected answer, as the rest of a sentence; empty where it can. */
    default String problemOf(String expected) {
        return "";
    }
}
