package io.riskmonitor.streams;

import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Lets others read what cannot wait for the next commit: asks for one soon, and at most ten a second, for each costs the
 * whole thread.
 */
final class Soon {

    private static final Duration AT_MOST_EVERY = Duration.ofMillis(100);

    private final ProcessorContext<?, ?> context;
    private boolean asked;

    Soon(ProcessorContext<?, ?> context) {
        this.context = context;
        context.schedule(AT_MOST_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> commit());
    }

    /** What was forwarded cannot wait. */
    void commitSoon() {
        asked = true;
    }

    private void commit() {
        if (asked) {
            asked = false;
            context.commit();
        }
    }
}
