package io.riskmonitor.review;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question to whoever knows an interaction: its verdicts, its message key and its reference are remembered where it lies. */
public sealed interface Inquiry {

    String application();

    String interactionId();

    /**
     * People should look at it.
     *
     * @param alertIds alerts that name it
     * @param at event time of the reason
     */
    record Flag(
            String application,
            String interactionId,
            List<String> alertIds,
            @Nullable SampledFor sampledFor,
            Instant at)
            implements Inquiry {}

    /**
     * Somebody has decided about it.
     *
     * @param until by the clock; nobody is to answer later
     */
    record Decide(ReviewDecision decision, Instant until) implements Inquiry {

        @Override
        public String application() {
            return decision.application();
        }

        @Override
        public String interactionId() {
            return decision.interactionId();
        }
    }
}
