package io.riskmonitor.pane;

/** What a trial is to the detectors. Each of them is shown; what a rate is judged by is kept. */
public enum Standing {

    /** Its conversation had failed before. */
    SHOWN,

    /** Up to and including the first failure of its conversation. */
    KEPT,

    /** The first of its conversation, and kept: the only one by which groups are compared. Told only where a rule asks. */
    FIRST
}
