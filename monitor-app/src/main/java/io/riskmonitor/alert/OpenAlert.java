package io.riskmonitor.alert;

import io.riskmonitor.rule.Finding;
import java.time.Instant;

/**
 * An alert that is not quiet.
 *
 * @param startedAt event time at which this episode began
 * @param proof the finding that moved it last
 * @param answers what was said to it
 */
public record OpenAlert(AlertState state, Instant startedAt, Finding proof, Answers answers) {

    /** The same in another state. */
    OpenAlert in(AlertState other) {
        return new OpenAlert(other, startedAt, proof, answers);
    }
}
