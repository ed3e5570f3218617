package io.riskmonitor.escalation;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
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

    /** The first instant from then on that lies within them. */
    public Instant next(Instant then) {
        LocalDate today = then.atZone(zone).toLocalDate();
        // a week and a day: those of today may be over
        for (LocalDate day = today; ; day = day.plusDays(1)) {
            if (!days.contains(day.getDayOfWeek())) {
                continue;
            }
            Instant opens = day.atTime(from).atZone(zone).toInstant();
            Instant closes = day.atTime(to).atZone(zone).toInstant();
            if (then.isBefore(opens)) {
                return opens;
            }
            if (then.isBefore(closes)) {
                return then;
            }
        }
    }
}
