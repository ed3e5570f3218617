package io.riskmonitor.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeekTest {

    /** Mondays as the calendar of GNU date has them: {@code date -u -d DAY +%G-W%V}. */
    @ParameterizedTest
    @CsvSource({
        "2026-05-01T12:00:00Z, 2026-W18, 2026-04-27",
        "2026-04-27T00:00:00Z, 2026-W18, 2026-04-27",
        "2026-05-03T23:59:59.999Z, 2026-W18, 2026-04-27",
        "2026-05-04T00:00:00Z, 2026-W19, 2026-05-04",
        // the year that has the Thursday
        "2020-12-31T00:00:00Z, 2020-W53, 2020-12-28",
        "2021-01-03T23:59:59Z, 2020-W53, 2020-12-28",
        "2021-01-04T00:00:00Z, 2021-W01, 2021-01-04",
        "2025-12-29T00:00:00Z, 2026-W01, 2025-12-29",
        "2026-01-01T00:00:00Z, 2026-W01, 2025-12-29",
        "2026-12-31T00:00:00Z, 2026-W53, 2026-12-28",
        "2027-01-03T00:00:00Z, 2026-W53, 2026-12-28",
        "2024-12-30T00:00:00Z, 2025-W01, 2024-12-30",
    })
    void isThatOfIso8601(Instant time, String name, LocalDate monday) {
        Week week = Week.of(time);
        assertThat(week).hasToString(name).isEqualTo(new Week(monday));
        assertThat(Week.parse(name)).isEqualTo(week);
        assertThat(week.holds(time)).isTrue();
    }

    @Test
    void lastsFromMondayToMonday() {
        Week week = Week.parse("2026-W01");
        assertThat(week.start()).isEqualTo("2025-12-29T00:00:00Z");
        assertThat(week.end()).isEqualTo("2026-01-05T00:00:00Z");
        assertThat(week.holds(week.end())).isFalse();
        assertThat(week.holds(week.start().minusNanos(1))).isFalse();
        assertThat(week.before()).hasToString("2025-W52");
        assertThat(week.next()).hasToString("2026-W02").isGreaterThan(week);
    }

    @Test
    void everyWeekOfACenturyIsReadAsItIsWritten() {
        Week week = Week.parse("2000-W01");
        for (int i = 0; i < 5_218; i++) {
            assertThat(Week.parse(week.toString())).isEqualTo(week);
            week = week.next();
        }
        assertThat(week).hasToString("2100-W01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-18", "2026-W1", "W18", "2026-w18", "2026-W18-1", ""})
    void somethingElseIsNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Week.parse(text))
                .withMessage("a week looks like 2026-W18, got " + text);
    }

    @ParameterizedTest
    @CsvSource({"2026-W00, 53", "2026-W54, 53", "2025-W53, 52"})
    void aYearHasSoManyWeeks(String text, int last) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Week.parse(text))
                .withMessage(text.substring(0, 4) + " has the weeks 01 to " + last + ", got " + text);
    }

    @Test
    void beginsOnAMonday() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Week(LocalDate.of(2026, 5, 1)));
    }
}
