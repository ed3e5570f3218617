package io.riskmonitor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.pane.Watermark;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InputsTest {

    private static final int OWN = 1;
    private static final int OTHER = 2;
    private static final long IDLE_AFTER = 10_000;
    private static final long OUT_OF_ORDER = 2_000;

    private final Inputs inputs = inputs(Watermark.NONE);

    private static Inputs inputs(long latest) {
        return new Inputs(OWN, Duration.ofMillis(OUT_OF_ORDER), Duration.ofMillis(IDLE_AFTER), latest, 0);
    }

    private static Watermark mark(int partition, long time, boolean idle) {
        return new Watermark(partition, 4, time, idle);
    }

    @Test
    void withoutStraysTheOwnPartitionDecides() {
        inputs.home(50_000, 1);
        assertThat(inputs.watermark(1)).isEqualTo(48_000);
    }

    @Test
    void beforeTheFirstEventNobodyCanSay() {
        assertThat(inputs.watermark(1)).isEqualTo(Watermark.NONE);
    }

    @Test
    void aPartitionThatSendsStraysIsWaitedFor() {
        inputs.home(50_000, 1);
        inputs.mark(mark(OTHER, 30_000, false), 1);
        assertThat(inputs.watermark(1)).isEqualTo(30_000);
    }

    @Test
    void anIdleSenderIsNotWaitedFor() {
        inputs.home(50_000, 1);
        inputs.mark(mark(OTHER, 30_000, true), 1);
        assertThat(inputs.watermark(1)).isEqualTo(48_000);
    }

    @Test
    void aSenderThatIsGoneHoldsNobodyUpForEver() {
        inputs.mark(mark(OTHER, 30_000, false), 0);
        inputs.home(50_000, 3 * IDLE_AFTER);
        assertThat(inputs.watermark(3 * IDLE_AFTER)).isEqualTo(48_000);
    }

    @Test
    void theOwnPartitionSpeaksThroughItsStraysWhereItHasSome() {
        inputs.home(50_000, 1);
        inputs.mark(mark(OWN, 20_000, false), 1);
        assertThat(inputs.watermark(1)).isEqualTo(20_000);
    }

    @Test
    void anOwnPartitionThatIsIdleDoesNotHoldBackItsStrays() {
        inputs.home(5_000, 0);
        inputs.mark(mark(OTHER, 30_000, false), IDLE_AFTER);
        assertThat(inputs.watermark(IDLE_AFTER)).isEqualTo(30_000);
    }

    @Test
    void aMarkNeverMovesBack() {
        inputs.mark(mark(OTHER, 30_000, false), IDLE_AFTER);
        inputs.mark(mark(OTHER, 10_000, false), IDLE_AFTER);
        assertThat(inputs.watermark(IDLE_AFTER)).isEqualTo(30_000);
    }

    @Test
    void isIdleOnceNeitherItNorAnySenderHasAnything() {
        inputs.home(5_000, 0);
        inputs.mark(mark(OTHER, 30_000, false), 0);
        assertThat(inputs.isIdle(IDLE_AFTER)).isFalse();
        inputs.mark(mark(OTHER, 30_000, true), IDLE_AFTER);
        assertThat(inputs.isIdle(IDLE_AFTER)).isTrue();
    }

    @Test
    void straysCountAsTheLatestButDoNotMoveTheOwnPartition() {
        inputs.home(10_000, 1);
        assertThat(inputs.stray(60_000)).isTrue();
        assertThat(inputs.stray(50_000)).isFalse();
        assertThat(inputs.latest()).isEqualTo(60_000);
        assertThat(inputs.watermark(1)).isEqualTo(8_000);
    }

    @Test
    void goesOnFromWhereItWasAfterARestart() {
        assertThat(inputs(50_000).watermark(1)).isEqualTo(48_000);
    }
}
