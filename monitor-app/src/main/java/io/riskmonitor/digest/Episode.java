package io.riskmonitor.digest;

import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.AlertStatus;
import io.riskmonitor.alert.Answer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One alert from when it first fired: what became of it.
 *
 * @param startedAt event time at which the breach began
 * @param firedAt event time at which it fired first
 * @param acknowledgedAt when somebody first said to look after it, by their clock; null where nobody did
 * @param overAt event time at which it was over; null while it is not
 * @param closed whether it was over because somebody said so
 * @param summary what was said when it fired first
 */
public record Episode(
        Instant startedAt,
        Instant firedAt,
        @Nullable Instant acknowledgedAt,
        @Nullable Instant overAt,
        boolean closed,
        String summary) {

    /** Longest summary that is kept, in characters. */
    private static final int MAX_SUMMARY = 300;

    /** An alert that has fired. */
    static Episode of(AlertEvent fired) {
        String summary = fired.summary();
        return new Episode(
                        fired.startedAt(),
                        fired.at(),
                        null,
                        null,
                        false,
                        summary.length() <= MAX_SUMMARY ? summary : summary.substring(0, MAX_SUMMARY))
                .after(fired);
    }

    /** The same after another transition. */
    Episode after(AlertEvent event) {
        Answer acknowledgement = event.answers().acknowledgement();
        boolean over = overAt == null && event.status() == AlertStatus.RESOLVED;
        return new Episode(
                startedAt,
                firedAt,
                acknowledgedAt == null && acknowledgement != null ? acknowledgement.at() : acknowledgedAt,
                over ? event.at() : overAt,
                over ? event.answers().closure() != null : closed,
                summary);
    }

    /** Whether a person has acknowledged or closed it. */
    boolean isAnswered() {
        return acknowledgedAt != null || closed;
    }

    /** Whether it had fired before then and was not over. */
    boolean isOpenAt(Instant time) {
        return firedAt.isBefore(time) && (overAt == null || !overAt.isBefore(time));
    }

    /** From the start of the breach to its acknowledgement; null without one. */
    @Nullable
    Duration untilAcknowledged() {
        if (acknowledgedAt == null) {
            return null;
        }
        Duration until = Duration.between(startedAt, acknowledgedAt);
        return until.isNegative() ? Duration.ZERO : until;
    }
}
