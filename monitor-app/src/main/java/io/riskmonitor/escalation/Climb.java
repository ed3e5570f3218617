package io.riskmonitor.escalation;

import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.AlertStatus;
import io.riskmonitor.interaction.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far up its escalation path one alert is.
 *
 * @param alert its latest transition
 * @param level told last; 0 before the first
 * @param told every level that was told, in that order; each once
 * @param escalations how many there were
 * @param climbsAt when the next level is told; null where that is not to be
 * @param repeatsAt when this level is told again; null where that is not to be
 * @param stopped whether somebody has answered or was not to hear of it for a while: it goes on only when it fires again
 */
public record Climb(
        AlertEvent alert,
        int level,
        List<Told> told,
        int escalations,
        @Nullable Instant climbsAt,
        @Nullable Instant repeatsAt,
        boolean stopped) {

    /** Who was told at which level; the path may be another one by now. */
    public record Told(int level, String target) {}

    public Climb {
        told = List.copyOf(told);
    }

    /** At the foot, from where it starts at once. */
    static Climb start(AlertEvent alert, Instant now) {
        return new Climb(alert, 0, List.of(), 0, now, null, false);
    }

    /** The same alert at the foot again; who was told before will hear its end, too. */
    Climb restart(AlertEvent worse, Instant now) {
        return new Climb(worse, 0, told, escalations, now, null, false);
    }

    Climb with(AlertEvent latest) {
        return new Climb(latest, level, told, escalations, climbsAt, repeatsAt, stopped);
    }

    /** Until further notice. */
    Climb stop() {
        return new Climb(alert, level, told, escalations, null, null, true);
    }

    /** After a stop: who was told last hears that it still fires. */
    Climb resumed(Instant now) {
        return level == 0 ? due(now, null) : due(null, now);
    }

    Climb due(@Nullable Instant climbs, @Nullable Instant repeats) {
        return new Climb(alert, level, told, escalations, climbs, repeats, false);
    }

    /** After somebody was told. */
    Climb at(Told now) {
        List<Told> all = new ArrayList<>(told);
        if (!all.contains(now)) {
            all.add(now);
        }
        return new Climb(alert, now.level, all, escalations + 1, climbsAt, repeatsAt, stopped);
    }

    /** Whether somebody is to hear of it who has not. */
    boolean isUnanswered() {
        return alert.status() == AlertStatus.FIRING && alert.answers().acknowledgement() == null;
    }

    /** Whether everybody is to hear of it when it is due, in the middle of the night. */
    boolean isUrgent() {
        return severity() == Severity.CRITICAL || alert.finding().kind().equals("critical");
    }

    Severity severity() {
        return alert.finding().severity();
    }

    /** When something is to be done by the clock; null for never. */
    @Nullable
    Instant due() {
        if (!isUnanswered()) {
            return null;
        }
        return repeatsAt == null || climbsAt != null && climbsAt.isBefore(repeatsAt) ? climbsAt : repeatsAt;
    }
}
