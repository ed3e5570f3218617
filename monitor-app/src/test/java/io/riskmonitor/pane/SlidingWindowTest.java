package io.riskmonitor.pane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {

    private static final long LENGTH = 600;
    private static final int BUCKETS = 6;
    private static final long BUCKET = LENGTH / BUCKETS;

    private record Added(long time, long trials, long failures) {}

    /** What the window must hold, counted without a ring. */
    private static final class Remembered {
        private final List<Added> all = new ArrayList<>();
        private long latest = Long.MIN_VALUE;

        void advanceTo(long time) {
            latest = Math.max(latest, Math.floorDiv(time, BUCKET));
        }

        void add(Added added) {
            advanceTo(added.time);
            if (isIn(added)) { // what is too old when it comes is not counted even if time could go back
                all.add(added);
            }
        }

        private boolean isIn(Added added) {
            return Math.floorDiv(added.time, BUCKET) > latest - BUCKETS;
        }

        long trials() {
            return all.stream().filter(this::isIn).mapToLong(Added::trials).sum();
        }

        long failures() {
            return all.stream().filter(this::isIn).mapToLong(Added::failures).sum();
        }
    }

    @Test
    void holdsNothingAtFirst() {
        SlidingWindow window = new SlidingWindow(LENGTH, BUCKETS);
        assertThat(window.trials()).isZero();
        assertThat(window.failures()).isZero();
        assertThat(buckets(window)).isEmpty();
    }

    @Test
    void forgetsABucketAtATime() {
        SlidingWindow window = new SlidingWindow(LENGTH, BUCKETS);
        window.add(0, 1, 1);
        window.add(99, 1, 0);
        window.add(100, 1, 1);
        window.advanceTo(599);
        assertThat(window.trials()).isEqualTo(3);
        window.advanceTo(600);
        assertThat(window.trials()).isEqualTo(1);
        assertThat(window.failures()).isEqualTo(1);
        window.advanceTo(700);
        assertThat(window.trials()).isZero();
    }

    @Test
    void neverMovesBack() {
        SlidingWindow window = new SlidingWindow(LENGTH, BUCKETS);
        window.add(1_000, 5, 2);
        window.advanceTo(0);
        window.add(1_000 - LENGTH, 9, 9);
        assertThat(window.trials()).isEqualTo(5);
        window.add(500, 1, 1); // the oldest bucket that is in
        assertThat(window.trials()).isEqualTo(6);
        window.add(499, 1, 1);
        assertThat(window.trials()).isEqualTo(6);
    }

    @Test
    void forgetsEverythingAfterALongSilence() {
        SlidingWindow window = new SlidingWindow(LENGTH, BUCKETS);
        for (long time = 0; time < LENGTH; time += 10) {
            window.add(time, 1, 1);
        }
        window.advanceTo(1_000_000_000_000L);
        assertThat(window.trials()).isZero();
        assertThat(buckets(window)).isEmpty();
    }

    @Test
    void holdsWhatASlowWindowWouldHold() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            SlidingWindow window = new SlidingWindow(LENGTH, BUCKETS);
            Remembered expected = new Remembered();
            long now = random.nextInt(5_000) - 2_500; // before the epoch, too
            for (int step = 0; step < 300; step++) {
                now += random.nextInt(20) == 0 ? random.nextInt(2_000) : random.nextInt(60);
                long time = now - random.nextInt(3) * random.nextInt(400); // out of order, some of it too late
                if (random.nextInt(5) == 0) {
                    window.advanceTo(time);
                    expected.advanceTo(time);
                } else {
                    Added added = new Added(time, random.nextInt(8) - 2, random.nextInt(4) - 1); // corrections, too
                    window.add(time, added.trials, added.failures);
                    expected.add(added);
                }
                assertThat(window.trials()).as("seed %d step %d", seed, step).isEqualTo(expected.trials());
                assertThat(window.failures()).as("seed %d step %d", seed, step).isEqualTo(expected.failures());
            }
        }
    }

    @Test
    void isRestoredFromItsBuckets() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            SlidingWindow window = new SlidingWindow(LENGTH, BUCKETS);
            for (int i = 0; i < 40; i++) {
                window.add(random.nextInt(2_000) - 1_000, random.nextInt(5) - 1, random.nextInt(3) - 1);
            }
            SlidingWindow restored = new SlidingWindow(LENGTH, BUCKETS);
            window.forEach(restored::add);
            assertThat(buckets(restored)).isEqualTo(buckets(window));
            assertThat(restored.trials()).isEqualTo(window.trials());
            assertThat(restored.failures()).isEqualTo(window.failures());
        }
    }

    @Test
    void visitsItsBucketsOldestFirstAndSkipsEmptyOnes() {
        SlidingWindow window = new SlidingWindow(LENGTH, BUCKETS);
        window.add(730, 2, 1);
        window.add(410, 3, 0);
        window.add(520, 1, 1);
        window.add(520, -1, -1);
        assertThat(buckets(window)).containsExactly(new Added(400, 3, 0), new Added(700, 2, 1));
    }

    private static List<Added> buckets(SlidingWindow window) {
        List<Added> buckets = new ArrayList<>();
        window.forEach((start, trials, failures) -> buckets.add(new Added(start, trials, failures)));
        return buckets;
    }
}
