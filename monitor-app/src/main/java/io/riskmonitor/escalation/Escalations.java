package io.riskmonitor.escalation;

import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.alert.AlertStatus;
import io.riskmonitor.alert.NamedId;
import io.riskmonitor.escalation.Climb.Told;
import io.riskmonitor.escalation.Escalation.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All alerts that somebody is told of: says who, when they fire and as the clock goes on.
 *
 * <pre>
 *   FIRING ──▶ FIRST ──unanswered──▶ ESCALATED ──unanswered──▶ … STILL_FIRING …
 *                ▲                        │
 *                ╰── WORSENED ◀── more severe, answered or not
 * </pre>
 *
 * <p>An answer stops it, and so does whatever keeps an alert from firing: a silence, another alert that explains it, good
 * news. When it is over, everybody who was told hears so.
 */
public final class Escalations {

    private final Map<AlertKey, Climb> open = new HashMap<>();
    private final Set<AlertKey> moved = new HashSet<>();

    /** Puts back what was there before. */
    public void restore(AlertKey key, Climb climb) {
        open.put(key, climb);
    }

    /** How far an alert has climbed; null where nobody is to be told of it. */
    public @Nullable Climb get(AlertKey key) {
        return open.get(key);
    }

    /** The alerts whose climb has changed since this was last asked. */
    public Set<AlertKey> moved() {
        Set<AlertKey> keys = Set.copyOf(moved);
        moved.clear();
        return keys;
    }

    /** Takes a transition into account. */
    public List<Escalation> on(AlertEvent event, EscalationPath path, Instant now) {
        AlertKey key = event.key();
        Climb climb = open.get(key);
        if (event.status().isOver()) {
            return climb == null ? List.of() : over(climb.with(event), now);
        }
        if (climb == null) {
            Climb begins = Climb.start(event, now);
            return begins.isUnanswered() ? advance(begins, path, now) : List.of();
        }
        boolean worse = event.finding().severity().compareTo(climb.severity()) > 0;
        Climb next = worse ? climb.restart(event, now) : climb.with(event);
        if (event.status() == AlertStatus.CLEARING) {
            return put(next); // if it fires on, nobody is to have waited longer because of that
        }
        if (!next.isUnanswered()) {
            return put(next.stop());
        }
        return advance(next.stopped() ? next.resumed(now) : next, path, now);
    }

    /**
     * Lets the clock go on: what is due, also what was due while nobody looked, is told in the order in which it was due.
     *
     * @param paths of an alert, as they are declared now
     */
    public List<Escalation> elapsed(Instant now, Function<AlertEvent, EscalationPath> paths) {
        List<Climb> due = new ArrayList<>();
        for (Climb climb : open.values()) {
            Instant at = climb.due();
            if (at != null && !at.isAfter(now)) {
                due.add(climb);
            }
        }
        due.sort(Comparator.comparing((Climb climb) -> climb.due())
                .thenComparing(climb -> climb.alert().key().toString()));
        List<Escalation> told = new ArrayList<>();
        for (Climb climb : due) {
            told.addAll(advance(climb, paths.apply(climb.alert()), now));
        }
        return told;
    }

    /** Does what is due by now, and says when something is again. */
    private List<Escalation> advance(Climb climb, EscalationPath path, Instant now) {
        if (climb.climbsAt() != null && !climb.climbsAt().isAfter(now)) {
            Optional<Integer> above = path.above(climb.level(), climb.severity());
            if (above.isPresent()) {
                Instant opens = path.at(above.get()).opens(now, climb.isUrgent());
                return opens.isAfter(now)
                        ? put(climb.due(opens, climb.repeatsAt()))
                        : tell(climb, above.get(), reason(climb), path, now);
            }
            return put(climb.due(null, climb.repeatsAt()));
        }
        if (climb.repeatsAt() != null && !climb.repeatsAt().isAfter(now)) {
            int level = path.highest(climb.level());
            Instant opens = path.at(level).opens(now, climb.isUrgent());
            return opens.isAfter(now)
                    ? put(climb.due(climb.climbsAt(), opens))
                    : tell(climb, level, Reason.STILL_FIRING, path, now);
        }
        return put(climb);
    }

    private static Reason reason(Climb climb) {
        if (climb.level() > 0) {
            return Reason.ESCALATED;
        }
        return climb.told().isEmpty() ? Reason.FIRST : Reason.WORSENED;
    }

    private List<Escalation> tell(Climb climb, int number, Reason reason, EscalationPath path, Instant now) {
        String target = path.at(number).target();
        Climb at = climb.at(new Told(number, target));
        Climb after = plan(at, path, now);
        if (reason == Reason.STILL_FIRING && climb.climbsAt() != null) {
            after = after.due(climb.climbsAt(), after.repeatsAt()); // who is told again is not given more time
        }
        put(after);
        return List.of(escalation(after, number, target, reason, now, after.climbsAt()));
    }

    /** When something is to be done next, counted from now. */
    private static Climb plan(Climb climb, EscalationPath path, Instant now) {
        EscalationLevel level = path.at(path.highest(climb.level()));
        Instant climbsAt = path.above(climb.level(), climb.severity())
                .filter(above -> level.acknowledgeWithin() != null)
                .map(above -> path.at(above).opens(now.plus(level.acknowledgeWithin()), climb.isUrgent()))
                .orElse(null);
        Instant repeatsAt =
                level.repeatEvery() == null ? null : level.opens(now.plus(level.repeatEvery()), climb.isUrgent());
        return climb.due(climbsAt, repeatsAt);
    }

    /** Paths are others now: what waits for nothing may have something to wait for. */
    public void replan(Instant now, Function<AlertEvent, EscalationPath> paths) {
        for (Climb climb : List.copyOf(open.values())) {
            if (climb.isUnanswered() && !climb.stopped() && climb.due() == null) {
                put(climb.level() == 0 ? climb.due(now, null) : plan(climb, paths.apply(climb.alert()), now));
            }
        }
    }

    private List<Escalation> over(Climb climb, Instant now) {
        List<Escalation> told = new ArrayList<>();
        Climb after = climb;
        for (Told who : climb.told()) {
            after = after.at(who);
            told.add(escalation(after, who.level(), who.target(), Reason.RESOLVED, now, null));
        }
        open.remove(climb.alert().key());
        moved.add(climb.alert().key());
        return told;
    }

    private List<Escalation> put(Climb climb) {
        open.put(climb.alert().key(), climb);
        moved.add(climb.alert().key());
        return List.of();
    }

    private static Escalation escalation(
            Climb climb, int level, String target, Reason reason, Instant at, @Nullable Instant acknowledgeBy) {
        String name = climb.alert().alertId() + "|" + climb.escalations();
        return new Escalation(NamedId.of(name), level, target, reason, at, acknowledgeBy, null, climb.alert());
    }
}
