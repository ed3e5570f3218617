package io.riskmonitor.pane;

/** What is known of a failure that was not confirmed when it was found. */
public enum Ruling {
    OPEN,
    CONFIRMED,
    REJECTED
}
