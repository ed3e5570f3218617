package io.riskmonitor.escalation;

import io.riskmonitor.alert.AlertEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A time limit that runs. It goes on when the alert is over, and when the policy that declared it is gone.
 *
 * @param alert what it is about, as it was when the clock started
 * @param target who is reminded
 * @param awareAt when somebody became aware of the incident
 * @param dueAt the end
 * @param reminders that are still to come, in order; the last is the end
 * @param told how often somebody was, also before its start was moved
 * @param declaredBy command that said so; null where the alert started it by itself
 * @param metBy who said that it was reported; null while nobody has
 */
public record RunningDeadline(
        AlertEvent alert,
        String id,
        String target,
        Instant awareAt,
        Instant dueAt,
        List<Instant> reminders,
        int told,
        @Nullable String declaredBy,
        @Nullable String metBy) {

    /** How long after its end one that was met is kept, so that nothing starts it again. */
    private static final Duration KEPT = Duration.ofDays(30);

    /** One alert may have several. */
    public record Key(String application, String alertId, String deadlineId) {}

    public Key key() {
        return new Key(alert.key().application(), alert.alertId(), id);
    }

    static RunningDeadline start(
            Deadline declared, AlertEvent alert, Instant awareAt, @Nullable String declaredBy, int told) {
        return new RunningDeadline(
                alert,
                declared.id(),
                declared.target(),
                awareAt,
                declared.dueAt(awareAt),
                declared.reminders(awareAt),
                told,
                declaredBy,
                null);
    }

    RunningDeadline toldAgain() {
        return new RunningDeadline(alert, id, target, awareAt, dueAt, reminders, told + 1, declaredBy, metBy);
    }

    /** Without the reminders that were due by now. */
    RunningDeadline after(Instant now) {
        List<Instant> left = reminders.stream().filter(at -> at.isAfter(now)).toList();
        return new RunningDeadline(alert, id, target, awareAt, dueAt, left, told, declaredBy, metBy);
    }

    RunningDeadline met(String by) {
        return new RunningDeadline(alert, id, target, awareAt, dueAt, List.of(), told, declaredBy, by);
    }

    boolean isDue(Instant now) {
        return !reminders.isEmpty() && !reminders.get(0).isAfter(now);
    }

    /** Whether nothing can come any more, not even a command that is repeated. */
    boolean isForgotten(Instant now) {
        return metBy != null && now.isAfter(dueAt.plus(KEPT));
    }
}
