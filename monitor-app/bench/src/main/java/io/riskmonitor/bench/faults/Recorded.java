package io.riskmonitor.bench.faults;

import io.riskmonitor.wire.JsonLine;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record of the stream, as a service sends it.
 *
 * @param at event time
 * @param key null where the producer sends none
 * @param value null where it sends bytes that no schema describes
 * @param bytes those, as text
 * @param stray whether its producer puts it on another partition than Java's would
 */
record Recorded(
        JsonLine.Kind kind,
        Instant at,
        @Nullable String key,
        @Nullable SpecificRecord value,
        @Nullable String bytes,
        boolean stray) {

    static Recorded of(JsonLine.Event event, boolean withKey, boolean stray) {
        return new Recorded(event.kind(), event.time(), withKey ? event.key() : null, event.value(), null, stray);
    }

    static Recorded garbage(Instant at, String bytes) {
        return new Recorded(JsonLine.Kind.INTERACTION, at, "garbage", null, bytes, false);
    }

    boolean isInteraction() {
        return kind == JsonLine.Kind.INTERACTION;
    }
}
