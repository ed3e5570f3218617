package io.riskmonitor.streams;

import io.riskmonitor.interaction.Verdict;
import io.riskmonitor.pane.Report;
import io.riskmonitor.wire.Received;
import org.apache.kafka.streams.KeyValue;

/** What comes out of observing. */
sealed interface Observed {

    /** For the judges. */
    record Reported(Report report) implements Observed {}

    /** A verdict of a person, as somebody has decided; the key of the record is that of its interaction. */
    record Decided(Verdict verdict) implements Observed {}

    /** An interaction that people should look at. */
    record Flagged(io.riskmonitor.review.Flagged flagged) implements Observed {}

    /** A verdict whose interaction never came. */
    record Refused(Received received) implements Observed {

        /** As refused records travel: under the key that was received. */
        KeyValue<byte[], Received> asRecord() {
            return KeyValue.pair(received.key(), received);
        }
    }
}
