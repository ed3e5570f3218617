package io.riskmonitor.alert;

import io.riskmonitor.rule.Finding;
import java.time.Instant;

/**
 * An alert that is not quiet.
 *
 * @param startedAt event time at which this episode began
 * @param proof the finding that moved it last
 * @param said what the last finding in breach claims, for when it is over
 * @param answers what was said to it
 */
public record OpenAlert(AlertState state, Instant startedAt, Finding proof, String said, Answers answers) {

    /** The same in another state. */
    OpenAlert in(AlertState other) {
        return new OpenAlert(other, startedAt, proof, said, answers);
    }

    /** The same with other answers. */
    OpenAlert with(Answers others) {
        return new OpenAlert(state, startedAt, proof, said, others);
    }
}
