package io.riskmonitor.pane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MergedWatermarkTest {

    private static final long PATIENCE = 120_000;

    private final MergedWatermark merged = new MergedWatermark(Duration.ofMillis(PATIENCE));

    @Test
    void knowsNoTimeBeforeItHearsOfAny() {
        assertThat(merged.advance(0)).isEqualTo(Watermark.NONE);
        assertThat(merged.isIdle(0)).isFalse();
        assertThat(merged.leftOut(0)).isZero();
    }

    @Test
    void isAsFarAsTheSlowestPartition() {
        hear(0, 3, 500, 0);
        hear(1, 3, 300, 0);
        hear(2, 3, 400, 0);
        assertThat(merged.advance(0)).isEqualTo(300);
        hear(1, 3, 450, 0);
        assertThat(merged.advance(0)).isEqualTo(400);
    }

    @Test
    void waitsForAPartitionThatItHasNotHeardOf() {
        hear(0, 2, 500, 0);
        assertThat(merged.advance(PATIENCE)).isEqualTo(Watermark.NONE);
        hear(1, 2, 200, PATIENCE);
        assertThat(merged.advance(PATIENCE)).isEqualTo(200);
    }

    @Test
    void waitsForAPartitionThatHasSeenNothingAndIsNotIdle() {
        hear(0, 2, 500, 0);
        hear(1, 2, Watermark.NONE, 0);
        assertThat(merged.advance(0)).isEqualTo(Watermark.NONE);
    }

    @Test
    void doesNotWaitForIdlePartitions() {
        hear(0, 3, 500, 0);
        idle(1, 3, 100, 0);
        idle(2, 3, Watermark.NONE, 0);
        assertThat(merged.advance(0)).isEqualTo(500);
        assertThat(merged.leftOut(0)).isZero();
        assertThat(merged.isIdle(0)).isFalse();
    }

    @Test
    void countsTheMaximumOnceEveryPartitionIsIdle() {
        idle(0, 3, 500, 0);
        idle(1, 3, 700, 0);
        idle(2, 3, Watermark.NONE, 0);
        assertThat(merged.advance(0)).isEqualTo(700);
        assertThat(merged.isIdle(0)).isTrue();
    }

    @Test
    void neverMovesBack() {
        hear(0, 2, 500, 0);
        idle(1, 2, 100, 0);
        assertThat(merged.advance(0)).isEqualTo(500);
        hear(1, 2, 200, 0);
        assertThat(merged.advance(0)).isEqualTo(500);
        hear(0, 2, 900, 0);
        assertThat(merged.advance(0)).isEqualTo(500);
        hear(1, 2, 600, 0);
        assertThat(merged.advance(0)).isEqualTo(600);
    }

    @Test
    void doesNotBelieveAPartitionThatMovesBack() {
        hear(0, 1, 500, 0);
        hear(0, 1, 400, 0);
        assertThat(merged.advance(0)).isEqualTo(500);
        hear(0, 1, Watermark.NONE, 0);
        assertThat(merged.advance(0)).isEqualTo(500);
    }

    @Test
    void believesThatAPartitionIsIdleEvenIfItsTimeMovesBack() {
        hear(0, 2, 500, 0);
        hear(1, 2, 800, 0);
        idle(0, 2, 400, 0);
        assertThat(merged.advance(0)).isEqualTo(800);
    }

    @Test
    void losesPatienceWithAPartitionThatSaysNothing() {
        hear(0, 2, 500, 0);
        hear(1, 2, 900, 0);
        hear(1, 2, 950, 60_000);
        assertThat(merged.advance(PATIENCE)).isEqualTo(500);
        assertThat(merged.leftOut(PATIENCE)).isZero();
        assertThat(merged.advance(PATIENCE + 1)).isEqualTo(950);
        assertThat(merged.leftOut(PATIENCE + 1)).isEqualTo(1);
    }

    @Test
    void losesPatienceWithAPartitionThatWasNeverHeardOf() {
        hear(0, 2, 500, 1_000);
        hear(0, 2, 900, 1_000 + PATIENCE);
        assertThat(merged.advance(1_000 + PATIENCE)).isEqualTo(Watermark.NONE);
        assertThat(merged.advance(1_001 + PATIENCE)).isEqualTo(900);
        assertThat(merged.leftOut(1_001 + PATIENCE)).isEqualTo(1);
    }

    @Test
    void waitsAgainForAPartitionThatComesBack() {
        hear(0, 2, 500, 0);
        hear(1, 2, 600, 0);
        hear(1, 2, 900, 200_000);
        assertThat(merged.advance(200_000)).isEqualTo(900);
        hear(0, 2, 550, 200_001);
        hear(1, 2, 990, 200_001);
        assertThat(merged.advance(200_001)).isEqualTo(900);
        assertThat(merged.leftOut(200_001)).isZero();
        hear(0, 2, 950, 200_002);
        assertThat(merged.advance(200_002)).isEqualTo(950);
    }

    @Test
    void staysWhereItIsWhenNobodyIsHeardAnyMore() {
        hear(0, 2, 500, 0);
        hear(1, 2, 600, 0);
        assertThat(merged.advance(0)).isEqualTo(500);
        assertThat(merged.advance(PATIENCE + 1)).isEqualTo(500);
        assertThat(merged.leftOut(PATIENCE + 1)).isEqualTo(2);
    }

    @Test
    void isIdleWhereTheOnesItWaitsForAre() {
        hear(0, 2, 500, 0);
        idle(1, 2, 600, 0);
        assertThat(merged.isIdle(0)).isFalse();
        idle(1, 2, 600, PATIENCE + 1);
        assertThat(merged.isIdle(PATIENCE + 1)).isTrue();
    }

    @Test
    void nothingIsCompleteBeforeEveryPartitionWasHeardOfHoweverLongThatTakes() {
        assertThat(merged.complete()).isEqualTo(Watermark.NONE);
        hear(0, 2, 500, 0);
        hear(0, 2, 900, PATIENCE + 1);
        assertThat(merged.advance(PATIENCE + 1)).as("one is left out").isEqualTo(900);
        assertThat(merged.complete()).isEqualTo(Watermark.NONE);
        hear(1, 2, 700, PATIENCE + 2);
        assertThat(merged.complete()).isEqualTo(700);
    }

    @Test
    void isCompleteAsFarAsThePartitionThatIsLeftOut() {
        hear(0, 3, 500, 0);
        hear(1, 3, 800, 0);
        hear(2, 3, 600, 0);
        assertThat(merged.advance(0)).isEqualTo(500);
        assertThat(merged.complete()).isEqualTo(500);
        hear(1, 3, 950, PATIENCE + 1);
        hear(2, 3, 990, PATIENCE + 1);
        assertThat(merged.advance(PATIENCE + 1)).isEqualTo(950);
        assertThat(merged.complete()).isEqualTo(500);
        hear(0, 3, 970, PATIENCE + 2);
        assertThat(merged.complete()).as("it came back").isEqualTo(950);
    }

    @Test
    void isCompleteNoFurtherThanTimeHasAdvanced() {
        hear(0, 2, 500, 0);
        hear(1, 2, 300, 0);
        assertThat(merged.complete()).isEqualTo(Watermark.NONE);
        merged.advance(0);
        hear(1, 2, 450, 0);
        assertThat(merged.complete()).isEqualTo(300);
    }

    @Test
    void idlePartitionsMissNothing() {
        hear(0, 2, 500, 0);
        idle(1, 2, 100, 0);
        merged.advance(0);
        assertThat(merged.complete()).isEqualTo(500);
        idle(0, 2, 700, PATIENCE + 1);
        merged.advance(PATIENCE + 1);
        assertThat(merged.complete())
                .as("also those that nobody waits for any more")
                .isEqualTo(700);
    }

    @Test
    void aPartitionThatIsNoLongerIdleIsWaitedForAtTheTimeItLastSaid() {
        hear(0, 2, 500, 0);
        idle(1, 2, 100, 0);
        merged.advance(0);
        hear(1, 2, 90, 1);
        assertThat(merged.advance(1)).as("time does not move back").isEqualTo(500);
        assertThat(merged.complete()).isEqualTo(100);
    }

    @Test
    void isStillOnceEveryPartitionIsIdleAndNoneIsLeftOut() {
        assertThat(merged.isStill()).as("nobody was heard of").isFalse();
        idle(0, 3, 500, 0);
        idle(1, 3, 400, 0);
        assertThat(merged.isStill()).as("one was not heard of").isFalse();
        hear(2, 3, 300, 0);
        assertThat(merged.isStill()).as("one is being read").isFalse();
        idle(0, 3, 500, PATIENCE + 1);
        idle(1, 3, 400, PATIENCE + 1);
        assertThat(merged.isIdle(PATIENCE + 1)).as("one is left out").isTrue();
        assertThat(merged.isStill()).as("it may have more").isFalse();
        idle(2, 3, 300, PATIENCE + 1);
        assertThat(merged.isStill()).isTrue();
        hear(1, 3, 410, PATIENCE + 2);
        assertThat(merged.isStill()).isFalse();
    }

    private void hear(int partition, int partitions, long time, long now) {
        merged.hear(new Watermark(partition, partitions, time, false), now);
    }

    private void idle(int partition, int partitions, long time, long now) {
        merged.hear(new Watermark(partition, partitions, time, true), now);
    }
}
