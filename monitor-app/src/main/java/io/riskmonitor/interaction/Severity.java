package io.riskmonitor.interaction;

/** How bad it is, from {@link #LOW} to {@link #CRITICAL}. */
public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
