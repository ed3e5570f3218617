package io.riskmonitor.gold;

import io.riskmonitor.interaction.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What became of one answer.
 *
 * @param score how wrong it is: 0 for as expected, 1 for nothing in common; null where nobody can tell
 */
public record Grade(Outcome outcome, @Nullable Double score) {

    static final Grade RIGHT = new Grade(Outcome.PASS, 0.0);
    static final Grade WRONG = new Grade(Outcome.FAIL, 1.0);

    /** It could not be found out. */
    static final Grade UNKNOWN = new Grade(Outcome.UNSURE, null);

    static Grade of(boolean right) {
        return right ? RIGHT : WRONG;
    }
}
