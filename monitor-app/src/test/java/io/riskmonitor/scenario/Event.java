package io.riskmonitor.scenario;

import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/** An event as a service or a judge publishes it. What a test does not say has a plausible value. */
public sealed interface Event permits SentInteraction, SentVerdict {

    /** When nothing else is said. */
    Instant NOON = time("12:00:00");

    /** All events of a test are from one day. */
    static Instant time(String time) {
        return Instant.parse("2026-05-01T" + time + "Z");
    }

    static SentInteraction interaction(String id) {
        return new SentInteraction(id);
    }

    /** A verdict that is published after its interaction, or before it. */
    static SentVerdict verdict(String interactionId) {
        return new SentVerdict(interactionId);
    }

    /** Message key. */
    String key();

    Instant time();

    SpecificRecord value();
}
