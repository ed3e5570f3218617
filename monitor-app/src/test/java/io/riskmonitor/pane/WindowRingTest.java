package io.riskmonitor.pane;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.pane.WindowRing.Window;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WindowRingTest {

    private static final long NOON = Instant.parse("2026-05-01T12:00:00Z").toEpochMilli();

    private final WindowRing ring = new WindowRing();

    @Test
    void cutsEveryWindowIntoWholeBucketsSoThatNoneIsLonger() {
        for (Window window : Window.values()) {
            WindowRing fresh = new WindowRing();
            fresh.add(NOON, 1, 1);
            fresh.advanceTo(NOON + window.length().toMillis());
            assertThat(fresh.trials(window)).as("%s later", window.label()).isZero();
            fresh.add(NOON + window.length().toMillis(), 2, 0);
            assertThat(fresh.trials(window)).as(window.label()).isEqualTo(2);
        }
    }

    @Test
    void losesNothingOfAWindowBeforeItsEnd() {
        long midnight = Instant.parse("2026-05-01T00:00:00Z").toEpochMilli(); // every bucket starts here
        for (Window window : Window.values()) {
            WindowRing fresh = new WindowRing();
            fresh.add(midnight, 1, 1);
            fresh.advanceTo(midnight + window.length().toMillis() - 1);
            assertThat(fresh.trials(window)).as(window.label()).isEqualTo(1);
        }
    }

    @Test
    void holdsThePastAsLongAsEachWindowIs() {
        ring.add(NOON, 10, 1);
        ring.add(NOON + Duration.ofMinutes(30).toMillis(), 20, 2);
        ring.add(NOON + Duration.ofHours(12).toMillis(), 40, 4);
        ring.add(NOON + Duration.ofDays(3).toMillis(), 80, 8);
        ring.add(NOON + Duration.ofDays(20).toMillis(), 160, 16);
        ring.advanceTo(NOON + Duration.ofDays(20).plusMinutes(1).toMillis());
        assertThat(ring.trials(Window.FIVE_MINUTES)).isEqualTo(160);
        assertThat(ring.trials(Window.ONE_DAY)).isEqualTo(160);
        assertThat(ring.trials(Window.SEVEN_DAYS)).isEqualTo(160);
        assertThat(ring.trials(Window.THIRTY_DAYS)).isEqualTo(310);
        assertThat(ring.failures(Window.THIRTY_DAYS)).isEqualTo(31);
    }

    @Test
    void knowsTimesBetweenItsWindows() {
        for (int minute = 0; minute < 60 * 24 * 8; minute++) {
            ring.add(NOON + Duration.ofMinutes(minute).toMillis(), 2, 1);
        }
        assertThat(ring.last(Duration.ofMinutes(5))).isEqualTo(new WindowRing.Sum(10, 5));
        assertThat(ring.last(Duration.ofMinutes(30))).isEqualTo(new WindowRing.Sum(60, 30));
        assertThat(ring.last(Duration.ofHours(1)))
                .isEqualTo(new WindowRing.Sum(ring.trials(Window.ONE_HOUR), ring.failures(Window.ONE_HOUR)));
        // buckets of a quarter of an hour, and of two hours; the last one is full
        assertThat(ring.last(Duration.ofHours(6))).isEqualTo(new WindowRing.Sum(720, 360));
        assertThat(ring.last(Duration.ofDays(3))).isEqualTo(new WindowRing.Sum(8_640, 4_320));
        assertThat(ring.last(Duration.ofDays(90))).isEqualTo(new WindowRing.Sum(23_040, 11_520));
    }

    @Test
    void takesBackWhatWasCorrected() {
        ring.add(NOON, 10, 4);
        ring.add(NOON, -1, -2);
        for (Window window : Window.values()) {
            assertThat(ring.trials(window)).isEqualTo(9);
            assertThat(ring.failures(window)).isEqualTo(2);
        }
    }

    /** A correction may name a group that its verdict was not counted in; such a rate stopped the monitor for good. */
    @Test
    void neverShowsFewerThanNoFailuresOrMoreThanTrials() {
        ring.add(NOON, 5, 0);
        ring.add(NOON, 0, -1);
        assertThat(ring.failures(Window.ONE_HOUR)).isZero();
        ring.add(NOON, -2, 6);
        assertThat(ring.trials(Window.ONE_HOUR)).isEqualTo(3);
        assertThat(ring.failures(Window.ONE_HOUR)).isEqualTo(3);
        ring.add(NOON, -9, 0);
        assertThat(ring.trials(Window.ONE_HOUR)).isZero();
        assertThat(ring.failures(Window.ONE_HOUR)).isZero();
    }

    @Test
    void knowsTheLatestTimeItWasToldOf() {
        assertThat(ring.latestMillis()).isEqualTo(Watermark.NONE);
        ring.add(NOON, 1, 0);
        ring.add(NOON - 5, 1, 0);
        assertThat(ring.latestMillis()).isEqualTo(NOON);
        ring.advanceTo(NOON + 7);
        ring.advanceTo(NOON + 3);
        assertThat(ring.latestMillis()).isEqualTo(NOON + 7);
    }

    @Test
    void isRestoredWindowByWindow() {
        for (int i = 0; i < 500; i++) {
            ring.add(NOON + i * 3_600_000L, i % 7 + 1, i % 3);
        }
        WindowRing restored = new WindowRing();
        for (Window window : Window.values()) {
            ring.forEach(window, (start, trials, failures) -> restored.restore(window, start, trials, failures));
        }
        restored.advanceTo(ring.latestMillis());
        for (Window window : Window.values()) {
            assertThat(restored.trials(window)).isEqualTo(ring.trials(window)).isPositive();
            assertThat(restored.failures(window)).isEqualTo(ring.failures(window));
        }
        assertThat(restored.latestMillis()).isEqualTo(ring.latestMillis());
    }
}
