package io.riskmonitor.escalation;

import io.riskmonitor.alert.AlertEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody is told about an alert, or about a time limit that it has started.
 *
 * @param id name-based UUID of the alert and the number of its escalation: what is told twice has one id
 * @param level step of the escalation path, from 1
 * @param target who is told
 * @param at by the clock
 * @param acknowledgeBy when the next level is told unless somebody answers; null where there is none
 * @param deadline the time limit, where it is about one; the level is 0 then
 * @param alert what it is about, with its proof
 */
public record Escalation(
        String id,
        int level,
        String target,
        Reason reason,
        Instant at,
        @Nullable Instant acknowledgeBy,
        @Nullable RunningDeadline deadline,
        AlertEvent alert) {

    /** Whether it tells what nobody has heard before. */
    public boolean isNews() {
        return reason == Reason.FIRST || reason == Reason.WORSENED;
    }

    /** Why somebody is told; the same symbols as in the contract. */
    public enum Reason {
        /** It fires. */
        FIRST,
        /** The level below did not answer in time. */
        ESCALATED,
        /** It has become more severe. */
        WORSENED,
        /** Nobody has answered, or a silence is over. */
        STILL_FIRING,
        /** It is over. */
        RESOLVED,
        /** A time limit has started, or its end comes nearer. */
        DEADLINE,
        /** Nobody has said in time that the incident was reported. */
        DEADLINE_MISSED,
        /** It was reported. */
        DEADLINE_MET
    }
}
