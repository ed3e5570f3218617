package io.riskmonitor.alert;

/** What subscribers hear of an alert; the same symbols as in the contract. */
public enum AlertStatus {
    PENDING,
    FIRING,
    CLEARING,
    RESOLVED,
    SUPPRESSED,
    NO_DATA;

    /** Whether the alert is over. */
    public boolean isOver() {
        return this == RESOLVED;
    }
}
