package io.riskmonitor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockWatchTest {

    private Instant clock = Instant.parse("2026-05-01T12:00:00Z");
    private long nanos = Long.MAX_VALUE - 1; // it may overflow, too

    private final ClockWatch watch = new ClockWatch(() -> clock, () -> nanos);

    @Test
    void aClockThatIsSetBackByAnHourIsNoticedOnce() {
        assertThat(watch.setBack()).isZero();
        pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertThat(watch.setBack()).isZero();
        pass(Duration.ofSeconds(1), Duration.ofSeconds(1).minusHours(1));
        assertThat(watch.setBack()).isEqualTo(Duration.ofHours(1));
        pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertThat(watch.setBack()).isZero();
    }

    @Test
    void aSmallStepBackAndAnyStepForwardAreTolerated() {
        watch.setBack();
        pass(Duration.ofSeconds(1), Duration.ofSeconds(-9));
        assertThat(watch.setBack()).isZero();
        pass(Duration.ofSeconds(1), Duration.ofDays(400));
        assertThat(watch.setBack()).isZero();
        pass(Duration.ofHours(3), Duration.ofHours(3));
        assertThat(watch.setBack()).as("nobody looked for long").isZero();
    }

    private void pass(Duration really, Duration onTheClock) {
        nanos += really.toNanos();
        clock = clock.plus(onTheClock);
    }
}
