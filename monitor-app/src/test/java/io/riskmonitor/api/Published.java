package io.riskmonitor.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Records as the monitor publishes them, short of what the tests do not look at. */
final class Published {

    static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private Published() {}

    static ObjectNode alert(String id, String state, String application, Instant startedAt) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("alertId", id)
                .put("state", state)
                .put("application", application)
                .put("startedAt", startedAt.toString())
                .put("at", startedAt.toString());
    }

    static ObjectNode finding(String application, String group, String outcome, Instant at) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("rule", "ceiling")
                .put("application", application)
                .put("outcome", outcome)
                .put("at", at.toString())
                .put("category", "HALLUCINATION")
                .put("evaluator", "judge-a")
                .put("dimension", "locale")
                .put("group", group);
    }
}
