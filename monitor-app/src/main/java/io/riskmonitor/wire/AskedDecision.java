package io.riskmonitor.wire;

import io.riskmonitor.review.ReviewDecision;
import java.time.Instant;
import java.util.Objects;

/**
 * A decision that whoever knows its interaction was asked to carry out.
 *
 * @param received the command that says so
 * @param until by the clock; nobody is to answer later
 * @param answered whether something came of it, or it was refused
 */
public record AskedDecision(Received received, Instant until, boolean answered) {

    public ReviewDecision decision() {
        return (ReviewDecision) Objects.requireNonNull(received.event());
    }

    /** The same, asked again. */
    public AskedDecision until(Instant later) {
        return new AskedDecision(received, later, answered);
    }

    /** The same, done with. */
    public AskedDecision done() {
        return new AskedDecision(received, until, true);
    }
}
