package io.riskmonitor.escalation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkingHoursTest {

    private static final LocalTime NINE = LocalTime.of(9, 0);
    private static final LocalTime FIVE = LocalTime.of(17, 0);

    /** Nine to five in Berlin; the clocks go forward on 29 March and back on 25 October 2026, both Sundays. */
    private static final WorkingHours BERLIN =
            new WorkingHours(WorkingHours.WEEKDAYS, NINE, FIVE, ZoneId.of("Europe/Berlin"));

    @ParameterizedTest
    @CsvSource({
        "2026-05-01T08:00:00Z, 2026-05-01T08:00:00Z, in the middle of a Friday",
        "2026-05-01T07:00:00Z, 2026-05-01T07:00:00Z, at nine sharp",
        "2026-05-01T06:59:59Z, 2026-05-01T07:00:00Z, a second before",
        "2026-05-01T15:00:00Z, 2026-05-04T07:00:00Z, at five on a Friday: on Monday",
        "2026-05-02T12:00:00Z, 2026-05-04T07:00:00Z, on a Saturday",
        "2026-03-27T20:00:00Z, 2026-03-30T07:00:00Z, over the weekend in which summer begins",
        "2026-10-23T20:00:00Z, 2026-10-26T08:00:00Z, over the weekend in which it ends",
        "2026-04-30T22:30:00Z, 2026-05-01T07:00:00Z, on Friday already there but not in UTC",
    })
    void findsTheNextInstantThatLiesWithinThem(Instant then, Instant next, String when) {
        assertThat(BERLIN.next(then)).as(when).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({
        "02:15, 02:45, 2026-03-29T00:30:00Z, 2026-03-30T00:15:00Z, hours that the wall does not show are left out",
        "02:30, 03:15, 2026-03-29T00:30:00Z, 2026-03-29T01:00:00Z, they begin as soon as the wall shows one of them",
        "02:30, 03:15, 2026-03-29T01:20:00Z, 2026-03-30T00:30:00Z, and end when it shows the end",
        "01:00, 02:30, 2026-03-29T00:59:59Z, 2026-03-29T00:59:59Z, they last until the clock is put forward",
        "01:00, 02:30, 2026-03-29T01:10:00Z, 2026-03-29T23:00:00Z, and no longer",
        "02:15, 02:45, 2026-10-25T00:20:00Z, 2026-10-25T00:20:00Z, hours that the wall shows twice come twice",
        "02:15, 02:45, 2026-10-25T00:45:00Z, 2026-10-25T01:15:00Z, between the two there is a pause",
        "02:15, 02:45, 2026-10-25T01:30:00Z, 2026-10-25T01:30:00Z, the second time",
        "02:15, 02:45, 2026-10-25T01:45:00Z, 2026-10-26T01:15:00Z, and then not again",
        "01:00, 02:30, 2026-10-25T00:40:00Z, 2026-10-25T01:00:00Z, they go on when the clock is put back",
    })
    void followsTheClockOnTheWallWhenItIsPutForwardAndBack(
            LocalTime from, LocalTime to, Instant then, Instant next, String what) {
        WorkingHours nights = new WorkingHours(Set.of(DayOfWeek.values()), from, to, ZoneId.of("Europe/Berlin"));

        assertThat(nights.next(then)).as(what).isEqualTo(next);
    }

    @Test
    void aDayThatAZoneLeavesOutHasNoHours() {
        WorkingHours fridays = new WorkingHours(Set.of(DayOfWeek.FRIDAY), NINE, FIVE, ZoneId.of("Pacific/Apia"));

        assertThat(fridays.next(Instant.parse("2011-12-30T00:00:00Z")))
                .as("Friday, 30 December 2011, was not in Samoa")
                .isEqualTo("2012-01-05T19:00:00Z");
    }

    @Test
    void aDayAWeekIsEnough() {
        WorkingHours sundays = new WorkingHours(Set.of(DayOfWeek.SUNDAY), NINE, FIVE, ZoneOffset.UTC);

        assertThat(sundays.next(Instant.parse("2026-05-03T17:00:00Z"))).isEqualTo("2026-05-10T09:00:00Z");
    }

    @Test
    void hoursThatNeverComeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new WorkingHours(Set.of(), NINE, FIVE, ZoneOffset.UTC));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WorkingHours(WorkingHours.WEEKDAYS, FIVE, NINE, ZoneOffset.UTC));
    }
}
