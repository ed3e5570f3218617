package io.riskmonitor.interaction;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to an LLM application and its answer, without their text, except for that of a probe.
 *
 * @param conversationId conversation or session, where there is one
 * @param segments dimension to group
 * @param labels label to its value
 * @param measures measure to its value
 * @param verdicts those known at once; they count at {@code occurredAt}
 * @param reference URI of the stored conversation
 * @param probe where it answers a gold case; null for everything else
 */
public record Interaction(
        String interactionId,
        Instant occurredAt,
        String application,
        @Nullable String conversationId,
        @Nullable Release release,
        Map<String, String> segments,
        Map<String, String> labels,
        Map<String, Double> measures,
        List<Verdict> verdicts,
        @Nullable String reference,
        @Nullable Probe probe) {

    /** The message key that brings everything about this interaction to one partition. */
    public String key() {
        return conversationId != null ? conversationId : interactionId;
    }
}
