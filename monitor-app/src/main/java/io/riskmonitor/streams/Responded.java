package io.riskmonitor.streams;

import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.wire.Received;

/** What comes out of responding. */
sealed interface Responded {

    /** Subscribers are to hear it. */
    record Told(AlertEvent event) implements Responded {}

    /** What was judged, after what it has made alerts do. */
    record PassedOn(Judged judged) implements Responded {}

    /** A command about something that is not there. */
    record Refused(Received command) implements Responded {}
}
