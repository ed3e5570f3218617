package io.riskmonitor.streams;

import io.riskmonitor.alert.AlertCommand;
import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.escalation.Escalation;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.wire.Received;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What comes out of responding. */
sealed interface Responded {

    /** Subscribers are to hear it. */
    record Told(AlertEvent event) implements Responded {}

    /** Somebody is told. */
    record Escalated(Escalation escalation) implements Responded {}

    /**
     * What somebody said about the deadlines of an alert.
     *
     * @param alert null where it is not open
     */
    record Commanded(AlertCommand command, @Nullable AlertEvent alert, Received received) implements Responded {}

    /** What was judged, after what it has made alerts do. */
    record PassedOn(Judged judged) implements Responded {}

    /** A command about something that is not there. */
    record Refused(Received command) implements Responded {

        /** @param received the record that told it */
        static Refused because(String detail, Received received) {
            Refusal refusal = new Refusal(RefusalReason.INVALID_COMMAND, detail);
            return new Refused(received.refused(refusal, Objects.requireNonNull(received.origin()), received.key()));
        }
    }
}
