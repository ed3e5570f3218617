package io.riskmonitor.alert;

import io.riskmonitor.rule.Finding;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Nobody is to be told of these alerts for a while: they are suppressed, not over.
 *
 * @param application whose alerts
 * @param said who silenced them, when and why
 * @param matchers fields of an alert and the values that they must all have, at least one
 * @param until by the clock; what still fires then is told
 */
public record Silence(String application, Answer said, Map<String, String> matchers, Instant until) {

    /** Fields that can be matched, by their names in a published alert. */
    public static final Set<String> FIELDS =
            Set.of("alertId", "rule", "kind", "severity", "category", "evaluator", "dimension", "group");

    public Silence {
        matchers = new TreeMap<>(matchers);
        if (matchers.isEmpty() || !FIELDS.containsAll(matchers.keySet())) {
            throw new IllegalArgumentException("matchers must be some of " + FIELDS + ", got " + matchers.keySet());
        }
    }

    boolean matches(AlertKey key, Instant startedAt, Finding proof) {
        return key.application().equals(application)
                && matchers.entrySet().stream()
                        .allMatch(matcher -> matcher.getValue().equals(field(matcher.getKey(), key, startedAt, proof)));
    }

    private static String field(String name, AlertKey key, Instant startedAt, Finding proof) {
        return switch (name) {
            case "alertId" -> key.idOf(startedAt);
            case "rule" -> key.rule();
            case "kind" -> proof.kind();
            case "severity" -> proof.severity().name();
            case "category" -> Objects.toString(key.category(), "");
            case "evaluator" -> Objects.requireNonNullElse(key.evaluator(), "");
            case "dimension" -> key.group().dimension();
            case "group" -> key.group().name();
            default -> throw new IllegalArgumentException("no field of an alert: " + name);
        };
    }
}
