package io.riskmonitor.digest;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the alerts of a week were answered, as far as it was known when the week was reviewed.
 *
 * @param fired alerts that first fired in the week
 * @param resolved alerts that were over in the week because their rule found so
 * @param closed alerts that were over in the week because somebody said so
 * @param acknowledged of those that fired in the week
 * @param unanswered those that fired in the week and that nobody has acknowledged or closed, over by now or not
 * @param open alerts that had fired, in the week or before, and were not over at its end
 * @param medianUntilAcknowledged from the start of the breach, in event time, to the acknowledgement, by the clock of whoever
 *     gave it; of the acknowledged ones, null where there are none
 * @param longestUntilAcknowledged the same for the one that waited longest
 * @param waiting the unanswered ones, earliest first, at most {@value #MAX_LISTED}
 * @param firingsLeftOut times that an alert fired which is not among the counted, as there were too many
 */
public record AlertReview(
        long fired,
        long resolved,
        long closed,
        long acknowledged,
        long unanswered,
        long open,
        @Nullable Duration medianUntilAcknowledged,
        @Nullable Duration longestUntilAcknowledged,
        List<Waiting> waiting,
        long firingsLeftOut) {

    static final int MAX_LISTED = 20;

    /** An alert that nobody has answered. */
    public record Waiting(String alertId, Instant firedAt, String summary) {}

    static AlertReview of(Week week, Logbook logbook) {
        Map<String, Episode> alerts = logbook.alerts();
        List<Episode> fired = alerts.values().stream()
                .filter(alert -> week.holds(alert.firedAt()))
                .toList();
        List<Episode> over = alerts.values().stream()
                .filter(alert -> alert.overAt() != null && week.holds(alert.overAt()))
                .toList();
        List<Duration> waits = fired.stream()
                .map(Episode::untilAcknowledged)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        long closed = over.stream().filter(Episode::closed).count();
        return new AlertReview(
                fired.size(),
                over.size() - closed,
                closed,
                waits.size(),
                fired.stream().filter(alert -> !alert.isAnswered()).count(),
                alerts.values().stream()
                        .filter(alert -> alert.isOpenAt(week.end()))
                        .count(),
                median(waits),
                waits.isEmpty() ? null : waits.get(waits.size() - 1),
                alerts.entrySet().stream()
                        .filter(alert -> week.holds(alert.getValue().firedAt())
                                && !alert.getValue().isAnswered())
                        .map(alert -> new Waiting(
                                alert.getKey(),
                                alert.getValue().firedAt(),
                                alert.getValue().summary()))
                        .sorted(Comparator.comparing(Waiting::firedAt).thenComparing(Waiting::alertId))
                        .limit(MAX_LISTED)
                        .toList(),
                logbook.firingsLeftOut());
    }

    private static @Nullable Duration median(List<Duration> sorted) {
        if (sorted.isEmpty()) {
            return null;
        }
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : sorted.get(middle - 1).plus(sorted.get(middle)).dividedBy(2);
    }
}
