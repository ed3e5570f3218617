package io.riskmonitor.wire;

import io.riskmonitor.schema.Interaction;
import io.riskmonitor.schema.Verdict;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/** What became of one line: an event or a gold case that can be sent, or a reason why not. */
public sealed interface JsonLine {

    /** Counted from 1, empty lines included. */
    long line();

    /**
     * A line of the right form; whether its content is acceptable is for the monitor to say.
     *
     * @param key message key: the conversation id where there is one, else the interaction id
     * @param time {@code occurredAt} or {@code judgedAt}
     */
    record Event(long line, Kind kind, String key, Instant time, SpecificRecord value) implements JsonLine {

        /** An {@link io.riskmonitor.interaction.Interaction} or a {@link io.riskmonitor.interaction.Verdict}. */
        public Object event() {
            return kind == Kind.INTERACTION ? Events.interaction((Interaction) value) : Events.verdict((Verdict) value);
        }
    }

    /**
     * A gold case that can be published as it is.
     *
     * @param caseId message key
     */
    record Gold(long line, String caseId, SpecificRecord value) implements JsonLine {}

    /** @param reason one sentence that names the place in the line and the value */
    record Problem(long line, String reason) implements JsonLine {}

    /** Which of the two input topics. */
    enum Kind {
        INTERACTION,
        VERDICT
    }
}
