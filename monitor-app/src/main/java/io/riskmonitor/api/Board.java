package io.riskmonitor.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.riskmonitor.alert.AlertStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the API serves: the alerts that are not over and the latest finding per rule and cell, as published. Bounded: the
 * entry that was not renewed for longest gives way.
 *
 * <p>Thread-safe.
 */
public final class Board {

    static final int MAX_ALERTS = 10_000;
    static final int MAX_FINDINGS = 20_000;

    /** A finding this much older than the newest one of its application says nothing about now. */
    static final Duration RECENT = Duration.ofHours(1);

    private static final Comparator<ObjectNode> NEWEST_FIRST = Comparator.comparing(
                    (ObjectNode alert) -> time(alert, "startedAt"))
            .reversed()
            .thenComparing(alert -> text(alert, "alertId"));

    private static final List<String> CELL =
            List.of("application", "category", "evaluator", "dimension", "group", "rule");

    private static final Comparator<ObjectNode> BY_CELL = CELL.stream()
            .map(field -> Comparator.comparing((ObjectNode finding) -> text(finding, field)))
            .reduce(Comparator::thenComparing)
            .orElseThrow();

    private final Map<String, ObjectNode> alerts = bounded(MAX_ALERTS);
    private final Map<List<String>, ObjectNode> findings = bounded(MAX_FINDINGS);
    private boolean complete;

    /** What the topic of current alerts says of one; null is the tombstone of an alert that is over. */
    public synchronized void alert(String key, @Nullable ObjectNode alert) {
        alerts.remove(key); // so that a renewed one moves to the end
        if (alert != null) {
            alerts.put(key, alert);
        }
    }

    /** A new finding; replaces the one before of the same rule and cell. */
    public synchronized void finding(ObjectNode finding) {
        List<String> cell = CELL.stream().map(field -> text(finding, field)).toList();
        findings.remove(cell);
        findings.put(cell, finding);
    }

    /** Everything published before the board was set up is on it. */
    public synchronized void complete() {
        complete = true;
    }

    /** Starts over. */
    public synchronized void clear() {
        alerts.clear();
        findings.clear();
        complete = false;
    }

    /** Whether the board can be trusted: an empty one may just not have been filled yet. */
    public synchronized boolean isComplete() {
        return complete;
    }

    /**
     * Alerts, newest first.
     *
     * @param state null for all that are not over
     * @param application null for all
     */
    public synchronized List<ObjectNode> alerts(@Nullable AlertStatus state, @Nullable String application) {
        return alerts.values().stream()
                .filter(alert -> state == null
                        ? !text(alert, "state").equals(AlertStatus.RESOLVED.name())
                        : text(alert, "state").equals(state.name()))
                .filter(alert -> isOf(application, alert))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /** The alert with this id. */
    public synchronized Optional<ObjectNode> alert(String alertId) {
        return alerts.values().stream()
                .filter(alert -> text(alert, "alertId").equals(alertId))
                .findAny();
    }

    /** The latest finding of each rule and cell, by cell; {@code application} is null for all. */
    public synchronized List<ObjectNode> rates(@Nullable String application) {
        Map<String, Instant> newest = new HashMap<>();
        for (ObjectNode finding : findings.values()) {
            newest.merge(text(finding, "application"), time(finding, "at"), (a, b) -> a.isAfter(b) ? a : b);
        }
        return findings.values().stream()
                .filter(finding -> isOf(application, finding))
                .filter(finding -> isRecent(finding, newest))
                .sorted(BY_CELL)
                .toList();
    }

    private static boolean isRecent(ObjectNode finding, Map<String, Instant> newest) {
        return Stream.ofNullable(newest.get(text(finding, "application")))
                .noneMatch(latest -> time(finding, "at").isBefore(latest.minus(RECENT)));
    }

    private static boolean isOf(@Nullable String application, ObjectNode record) {
        return application == null || application.equals(text(record, "application"));
    }

    private static String text(ObjectNode record, String field) {
        return record.path(field).asText();
    }

    private static Instant time(ObjectNode record, String field) {
        return Instant.parse(text(record, field));
    }

    private static <K> Map<K, ObjectNode> bounded(int limit) {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, ObjectNode> eldest) {
                return size() > limit;
            }
        };
    }
}
