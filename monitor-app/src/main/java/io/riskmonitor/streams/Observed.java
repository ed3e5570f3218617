package io.riskmonitor.streams;

import io.riskmonitor.pane.Report;
import io.riskmonitor.wire.Received;
import org.apache.kafka.streams.KeyValue;

/** What comes out of observing. */
sealed interface Observed {

    /** For the judges. */
    record Reported(Report report) implements Observed {}

    /** A verdict whose interaction never came. */
    record Refused(Received received) implements Observed {

        /** As refused records travel: under the key that was received. */
        KeyValue<byte[], Received> asRecord() {
            return KeyValue.pair(received.key(), received);
        }
    }
}
