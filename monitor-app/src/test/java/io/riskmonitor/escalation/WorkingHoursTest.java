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
