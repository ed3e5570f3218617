package io.riskmonitor.escalation;

import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A time limit for telling somebody outside of a serious incident, as the owner declares it.
 *
 * @param id unique in its policy
 * @param target who is reminded
 * @param within from becoming aware of the incident
 * @param remindBefore the end
 * @param starts alerts that start it; null where somebody has to say so
 */
public record Deadline(
        String id,
        String target,
        Duration within,
        List<Duration> remindBefore,
        @Nullable Start starts) {

    /**
     * Alerts whose first escalation starts the clock.
     *
     * @param categories one of these; null for any
     */
    public record Start(Severity minSeverity, @Nullable Set<RiskCategory> categories) {

        boolean matches(AlertEvent alert) {
            return alert.finding().severity().compareTo(minSeverity) >= 0
                    && (categories == null
                            || alert.key().category() != null
                                    && categories.contains(alert.key().category()));
        }
    }

    Instant dueAt(Instant awareAt) {
        return awareAt.plus(within);
    }

    /** When somebody is reminded, in order; the last is the end. */
    List<Instant> reminders(Instant awareAt) {
        List<Instant> times = new ArrayList<>();
        for (Duration before : remindBefore) {
            Instant at = dueAt(awareAt).minus(before);
            if (at.isAfter(awareAt)) {
                times.add(at);
            }
        }
        times.add(dueAt(awareAt));
        return times.stream().distinct().sorted().toList();
    }
}
