package io.riskmonitor.escalation;

import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.Answer;
import io.riskmonitor.alert.NamedId;
import io.riskmonitor.escalation.Escalation.Reason;
import io.riskmonitor.escalation.RunningDeadline.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All time limits that run: reminds of each until somebody says that the incident was reported. Past the end it says once
 * that nobody has.
 */
public final class Deadlines {

    private static final Comparator<RunningDeadline> IN_ORDER = Comparator.comparing(RunningDeadline::dueAt)
            .thenComparing(deadline -> deadline.alert().alertId())
            .thenComparing(RunningDeadline::id);

    private final Map<Key, RunningDeadline> running = new HashMap<>();
    private final Set<Key> moved = new HashSet<>();

    /** Puts back what was there before. */
    public void restore(RunningDeadline deadline) {
        running.put(deadline.key(), deadline);
    }

    public @Nullable RunningDeadline get(Key key) {
        return running.get(key);
    }

    /** Those that have changed since this was last asked. */
    public Set<Key> moved() {
        Set<Key> keys = Set.copyOf(moved);
        moved.clear();
        return keys;
    }

    /** The alert of a clock that runs; empty where none does. */
    public Optional<AlertEvent> alert(String application, String alertId) {
        return of(application, alertId).stream().map(RunningDeadline::alert).findFirst();
    }

    /** Somebody was told of an alert that nobody had heard of, or that has become worse: starts the clocks that it starts. */
    public List<Escalation> on(AlertEvent alert, List<Deadline> declared, Instant now) {
        List<Escalation> told = new ArrayList<>();
        for (Deadline deadline : declared) {
            if (deadline.starts() != null && deadline.starts().matches(alert) && before(deadline, alert) == null) {
                told.add(start(RunningDeadline.start(deadline, alert, now, null, 0), now));
            }
        }
        return told;
    }

    /**
     * Somebody says that an alert is a serious incident: starts all clocks; one that runs starts when they say. One that was
     * met stays so, and a command that comes twice changes nothing.
     *
     * @param commandId of the command that says so
     */
    public List<Escalation> declare(
            AlertEvent alert, List<Deadline> declared, Instant awareAt, String commandId, Instant now) {
        List<Escalation> told = new ArrayList<>();
        for (Deadline deadline : declared) {
            RunningDeadline before = before(deadline, alert);
            boolean done = before != null
                    && (before.metBy() != null
                            || before.awareAt().equals(awareAt)
                            || commandId.equals(before.declaredBy()));
            if (!done) {
                int already = before == null ? 0 : before.told();
                told.add(start(RunningDeadline.start(deadline, alert, awareAt, commandId, already), now));
            }
        }
        return told;
    }

    private @Nullable RunningDeadline before(Deadline declared, AlertEvent alert) {
        return running.get(new Key(alert.key().application(), alert.alertId(), declared.id()));
    }

    private Escalation start(RunningDeadline starts, Instant now) {
        boolean missed = !starts.dueAt().isAfter(now);
        return tell(starts.after(now), missed ? Reason.DEADLINE_MISSED : Reason.DEADLINE, now);
    }

    /** The incident was reported: ends the clocks of the alert. */
    public List<Escalation> reported(String application, String alertId, Answer said, Instant now) {
        List<Escalation> told = new ArrayList<>();
        for (RunningDeadline deadline : of(application, alertId)) {
            if (deadline.metBy() == null) {
                told.add(tell(deadline.met(said.by()), Reason.DEADLINE_MET, now));
            }
        }
        return told;
    }

    /** Lets the clock go on. Of several reminders that nobody sent, one is enough. */
    public List<Escalation> elapsed(Instant now) {
        List<Escalation> told = new ArrayList<>();
        for (RunningDeadline deadline : running.values().stream()
                .filter(deadline -> deadline.isDue(now) || deadline.isForgotten(now))
                .sorted(IN_ORDER)
                .toList()) {
            if (deadline.isForgotten(now)) {
                running.remove(deadline.key());
                moved.add(deadline.key());
            } else {
                boolean missed = !deadline.dueAt().isAfter(now);
                told.add(tell(deadline.after(now), missed ? Reason.DEADLINE_MISSED : Reason.DEADLINE, now));
            }
        }
        return told;
    }

    private List<RunningDeadline> of(String application, String alertId) {
        return running.values().stream()
                .filter(deadline -> deadline.key().application().equals(application)
                        && deadline.key().alertId().equals(alertId))
                .sorted(IN_ORDER)
                .toList();
    }

    private Escalation tell(RunningDeadline deadline, Reason reason, Instant now) {
        RunningDeadline after = deadline.toldAgain();
        running.put(after.key(), after);
        moved.add(after.key());
        String name = String.join("|", deadline.alert().alertId(), "deadline", deadline.id()) + "|" + after.told();
        return new Escalation(NamedId.of(name), 0, deadline.target(), reason, now, null, after, deadline.alert());
    }
}
