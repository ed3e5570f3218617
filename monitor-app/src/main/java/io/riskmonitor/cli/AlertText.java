package io.riskmonitor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** An alert in words, for a terminal. */
final class AlertText {

    private AlertText() {}

    /** One line. */
    static String line(JsonNode alert) {
        return String.format(
                "%s %-10s %-8s %s",
                alert.path("at").asText(),
                alert.path("state").asText(),
                alert.path("severity").asText(),
                alert.path("summary").asText());
    }

    /** Who is told of what, and under it how long they have. */
    static String escalation(JsonNode escalation) {
        JsonNode deadline = escalation.path("deadline");
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s %-15s %s: %s",
                escalation.path("at").asText(),
                escalation.path("reason").asText(),
                escalation.path("target").asText(),
                escalation.path("alert").path("summary").asText()));
        if (escalation.hasNonNull("acknowledgeBy")) {
            text.append(String.format(
                    "%n  level %d, acknowledge by %s: alert %s",
                    escalation.path("level").asInt(),
                    escalation.path("acknowledgeBy").asText(),
                    escalation.path("alert").path("alertId").asText()));
        }
        if (!deadline.isMissingNode() && !deadline.isNull()) {
            text.append(String.format(
                    "%n  deadline %s, aware at %s, due at %s: alert %s",
                    deadline.path("id").asText(),
                    deadline.path("awareAt").asText(),
                    deadline.path("dueAt").asText(),
                    escalation.path("alert").path("alertId").asText()));
        }
        return text.toString();
    }

    /** The line, and under it the proof and what to do. */
    static String withProof(JsonNode alert) {
        JsonNode evidence = alert.path("evidence");
        StringBuilder text = new StringBuilder(line(alert));
        text.append(String.format(
                Locale.ROOT,
                "%n  proof: ln statistic %.1f, ln threshold %.1f; rule %s, policy %s; alert %s",
                evidence.path("statistic").asDouble(),
                evidence.path("threshold").asDouble(),
                alert.path("rule").asText(),
                alert.path("policyVersion").asText(),
                alert.path("alertId").asText()));
        if (!evidence.path("exemplars").isEmpty()) {
            text.append(String.format("%n  failed, for instance: "));
            evidence.path("exemplars").forEach(id -> text.append(id.asText()).append(' '));
        }
        if (alert.hasNonNull("parentAlertId")) {
            text.append(String.format(
                    "%n  explained by alert %s", alert.path("parentAlertId").asText()));
        }
        if (alert.hasNonNull("owner")) {
            text.append(String.format("%n  owner: %s", alert.path("owner").asText()));
        }
        if (alert.hasNonNull("runbook")) {
            text.append(String.format("%n  runbook: %s", alert.path("runbook").asText()));
        }
        return text.toString();
    }
}
