package io.riskmonitor.bench.detection;

/** Something that takes in verdicts one by one and says when the failure rate has risen. */
interface Detector {

    /** Takes in one verdict. Goes on by itself after an alarm. */
    boolean alarms(boolean failed);

    /** The same detector in the same state, to go on on its own. */
    Detector copy();
}
