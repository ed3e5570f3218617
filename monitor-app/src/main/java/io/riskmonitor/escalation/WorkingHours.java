package io.riskmonitor.escalation;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.EnumSet;
import java.util.Set;

/**
 * When somebody may be told of what can wait.
 *
 * @param days at least one
 * @param from included
 * @param to excluded, later than {@code from}
 * @param zone where the days and times are those of the clock on the wall, also when daylight saving time changes it
 */
public record WorkingHours(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {

    public static final Set<DayOfWeek> WEEKDAYS = Set.copyOf(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));

    public WorkingHours {
        if (days.isEmpty() || !from.isBefore(to)) {
            throw new IllegalArgumentException("no working hours: " + days + " from " + from + " to " + to);
        }
    }

    /**
     * The first instant from then on at which the clock on the wall shows a time within them: twice in the hour that it
     * shows twice, and not at all in the hour that it leaves out.
     */
    public Instant next(Instant then) {
        Instant at = then;
        while (true) {
            LocalDateTime wall = LocalDateTime.ofInstant(at, zone);
            if (contains(wall)) {
                return at;
            }
            Instant opens = at.plus(Duration.between(wall, opening(wall)));
            ZoneOffsetTransition change = zone.getRules().nextTransition(at);
            // from there on the wall shows something else
            at = change != null && change.getInstant().isBefore(opens) ? change.getInstant() : opens;
        }
    }

    private boolean contains(LocalDateTime wall) {
        LocalTime time = wall.toLocalTime();
        return days.contains(wall.getDayOfWeek()) && !time.isBefore(from) && time.isBefore(to);
    }

    /** When they begin next if nobody touches the clock. */
    private LocalDateTime opening(LocalDateTime after) {
        LocalDate day = after.toLocalDate();
        while (!days.contains(day.getDayOfWeek()) || !day.atTime(from).isAfter(after)) {
            day = day.plusDays(1);
        }
        return day.atTime(from);
    }
}
