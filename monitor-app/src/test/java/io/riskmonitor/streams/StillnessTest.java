package io.riskmonitor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StillnessTest {

    private final Stillness stillness = new Stillness();
    private long clockMillis = 1_800_000_000_000L;

    @Test
    void lastsFromTheFirstLookToTheLast() {
        assertThat(seen(true, 2)).isZero();
        assertThat(seen(true, 2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(seen(true, 3)).isEqualTo(Duration.ofSeconds(5));
        assertThat(seen(false, 2)).isZero();
        assertThat(seen(true, 2)).isZero();
    }

    @Test
    void aProcessThatWasStoppedForAnHourHasNotSeenAnHourOfIt() {
        seen(true, 2);
        seen(true, 2);
        assertThat(seen(true, 3_600)).isEqualTo(Duration.ofSeconds(2).plus(Stillness.LONGEST_BLINK));
    }

    @Test
    void aClockThatIsSetBackTakesNothingAway() {
        seen(true, 2);
        seen(true, 2);
        assertThat(seen(true, -3_600)).isEqualTo(Duration.ofSeconds(2));
        assertThat(seen(true, 2)).isEqualTo(Duration.ofSeconds(4));
    }

    private Duration seen(boolean still, long secondsLater) {
        clockMillis += Duration.ofSeconds(secondsLater).toMillis();
        return stillness.seen(still, clockMillis);
    }
}
