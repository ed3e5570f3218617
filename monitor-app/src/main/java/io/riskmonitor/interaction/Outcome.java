package io.riskmonitor.interaction;

/** What an evaluator said of one interaction. */
public enum Outcome {
    PASS,
    FAIL,
    /** Counts as judged, not as a trial. */
    UNSURE;

    /** Whether this is one trial of the evaluator's failure rate. */
    public boolean isTrial() {
        return this != UNSURE;
    }
}
