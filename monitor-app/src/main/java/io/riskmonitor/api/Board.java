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

    private static final Comparator<Entry> NEWEST_FIRST =
            Comparator.comparing(Entry::time).reversed().thenComparing(alert -> alert.text("alertId"));

    private static final List<String> CELL =
            List.of("application", "category", "evaluator", "dimension", "group", "rule");

    private static final Comparator<Entry> BY_CELL = CELL.stream()
            .map(field -> Comparator.comparing((Entry finding) -> finding.text(field)))
            .reduce(Comparator::thenComparing)
            .orElseThrow();

    private final Map<String, Entry> alerts = bounded(MAX_ALERTS);
    private final Map<List<String>, Entry> findings = bounded(MAX_FINDINGS);
    private @Nullable Instant latestFinding;
    private boolean complete;

    private record Entry(ObjectNode json, Instant time) {

        static Entry of(ObjectNode json, String timeField) {
            return new Entry(json, Instant.parse(json.path(timeField).asText()));
        }

        String text(String field) {
            return json.path(field).asText();
        }

        boolean isOf(@Nullable String application) {
            return application == null || application.equals(text("application"));
        }
    }

    /** What the topic of current alerts says of one; null is the tombstone of an alert that is over. */
    public synchronized void alert(String key, @Nullable ObjectNode alert) {
        Entry entry = alert == null ? null : Entry.of(alert, "startedAt");
        alerts.remove(key); // so that a renewed one moves to the end
        if (entry != null) {
            alerts.put(key, entry);
        }
    }

    /** A new finding; replaces the one before of the same rule and cell. */
    public synchronized void finding(ObjectNode finding) {
        Entry entry = Entry.of(finding, "at");
        latestFinding = latestFinding == null ? entry.time : later(latestFinding, entry.time);
        List<String> cell = CELL.stream().map(entry::text).toList();
        findings.remove(cell);
        findings.put(cell, entry);
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

    /** Event time of the latest finding that was read since the start; empty before there is any. */
    public synchronized Optional<Instant> latestFinding() {
        return Optional.ofNullable(latestFinding);
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
                        ? !alert.text("state").equals(AlertStatus.RESOLVED.name())
                        : alert.text("state").equals(state.name()))
                .filter(alert -> alert.isOf(application))
                .sorted(NEWEST_FIRST)
                .map(Entry::json)
                .toList();
    }

    /** The alert with this id. */
    public synchronized Optional<ObjectNode> alert(String alertId) {
        return alerts.values().stream()
                .filter(alert -> alert.text("alertId").equals(alertId))
                .map(Entry::json)
                .findAny();
    }

    /** The latest finding of each rule and cell, by cell; {@code application} is null for all. */
    public synchronized List<ObjectNode> rates(@Nullable String application) {
        Map<String, Instant> since = new HashMap<>();
        for (Entry finding : findings.values()) {
            since.merge(finding.text("application"), finding.time.minus(RECENT), Board::later);
        }
        return findings.values().stream()
                .filter(finding -> finding.isOf(application))
                .filter(finding ->
                        !finding.time.isBefore(since.getOrDefault(finding.text("application"), finding.time)))
                .sorted(BY_CELL)
                .map(Entry::json)
                .toList();
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static <K> Map<K, Entry> bounded(int limit) {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Entry> eldest) {
                return size() > limit;
            }
        };
    }
}
