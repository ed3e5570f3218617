package io.riskmonitor.streams;

import io.riskmonitor.pane.Report;
import io.riskmonitor.wire.Received;

/** What comes out of observing. */
sealed interface Observed {

    /** For the judges. */
    record Reported(Report report) implements Observed {}

    /** A verdict whose interaction never came. */
    record Refused(Received received) implements Observed {}
}
