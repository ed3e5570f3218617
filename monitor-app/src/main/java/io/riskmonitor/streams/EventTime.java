package io.riskmonitor.streams;

import io.riskmonitor.interaction.Admission;
import io.riskmonitor.interaction.Interaction;
import io.riskmonitor.interaction.Verdict;
import io.riskmonitor.wire.Received;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.jspecify.annotations.Nullable;

/**
 * When an event happened, as it says itself. A record without a plausible time takes that of the records before it, so
 * that it cannot move stream time; it is refused later.
 */
record EventTime(Admission admission, InstantSource clock) implements TimestampExtractor {

    /** The time of an accepted event. */
    static Instant of(Object event) {
        return event instanceof Interaction interaction ? interaction.occurredAt() : ((Verdict) event).judgedAt();
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        @Nullable Object event = ((Received) record.value()).event();
        if (event != null) {
            Instant time = of(event);
            if (admission.isPlausible(time, clock.instant())) {
                return time.toEpochMilli();
            }
        }
        return Math.max(0, partitionTime); // a negative one would make Kafka Streams drop the record
    }
}
