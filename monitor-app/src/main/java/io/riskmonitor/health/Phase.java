package io.riskmonitor.health;

/** Where an instance is in its life. */
public enum Phase {
    /** It has not begun to read. */
    STARTING,
    /** It reads the policies and gold cases, which come before the first event. */
    READING_POLICIES,
    /** It is told which partitions are its own, and restores their state. */
    TAKING_OVER,
    RUNNING,
    STOPPING,
    /** It has stopped by itself. */
    FAILED
}
