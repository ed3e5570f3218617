package io.riskmonitor.digest;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.time.temporal.WeekFields;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A week of ISO 8601: from Monday to Sunday, in UTC. It belongs to the year that has its Thursday.
 *
 * @param monday its first day
 */
public record Week(LocalDate monday) implements Comparable<Week> {

    private static final Duration LENGTH = Duration.ofDays(7);
    private static final Pattern FORMAT = Pattern.compile("(\\d{4})-W(\\d{2})");

    public Week {
        if (monday.getDayOfWeek() != DayOfWeek.MONDAY) {
            throw new IllegalArgumentException("a week begins on a Monday, got " + monday);
        }
    }

    /** The week that holds an instant. */
    public static Week of(Instant time) {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        return new Week(day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
    }

    /**
     * Reads a week as ISO 8601 writes it, for instance {@code 2026-W18}.
     *
     * @throws IllegalArgumentException if it is none, or that year has no such week
     */
    public static Week parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a week looks like 2026-W18, got " + text);
        }
        int year = Integer.parseInt(matcher.group(1));
        int number = Integer.parseInt(matcher.group(2));
        LocalDate inFirstWeek = LocalDate.of(year, 1, 4);
        try {
            long last = IsoFields.WEEK_OF_WEEK_BASED_YEAR
                    .rangeRefinedBy(inFirstWeek)
                    .getMaximum();
            if (number < 1 || number > last) {
                throw new IllegalArgumentException(year + " has the weeks 01 to " + last + ", got " + text);
            }
            return new Week(inFirstWeek
                    .with(WeekFields.ISO.weekOfWeekBasedYear(), number)
                    .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no week: " + text, e);
        }
    }

    public Instant start() {
        return monday.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** Exclusive. */
    public Instant end() {
        return start().plus(LENGTH);
    }

    public Week before() {
        return new Week(monday.minusWeeks(1));
    }

    public Week next() {
        return new Week(monday.plusWeeks(1));
    }

    /** Whether an instant lies in it. */
    public boolean holds(Instant time) {
        return !time.isBefore(start()) && time.isBefore(end());
    }

    @Override
    public int compareTo(Week that) {
        return monday.compareTo(that.monday);
    }

    /** As ISO 8601 writes it. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%04d-W%02d",
                monday.get(IsoFields.WEEK_BASED_YEAR),
                monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }
}
