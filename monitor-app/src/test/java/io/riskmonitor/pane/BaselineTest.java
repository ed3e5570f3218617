package io.riskmonitor.pane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.pane.Baseline.Needs;
import io.riskmonitor.pane.Baseline.State;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BaselineTest {

    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");
    private static final Instant END = START.plusSeconds(3_600);
    private static final Instant LATEST = START.plusSeconds(4 * 3_600);

    private final Baseline baseline = new Baseline("b", new Needs(START, END, LATEST, 500, 5));

    @Test
    void isFrozenAtItsEndAndNeverChangesThen() {
        baseline.add(START, 1_000, 10);
        assertThat(baseline.elapsed(END.minusMillis(1), false)).isFalse();
        assertThat(baseline.elapsed(END, false)).isTrue();
        assertThat(baseline.isFrozen()).isTrue();
        baseline.add(END, 1_000, 1_000);
        assertThat(baseline.elapsed(LATEST, false)).isFalse();
        assertThat(baseline.trials()).isEqualTo(1_000);
        assertThat(baseline.failures()).isEqualTo(10);
        assertThat(baseline.rate()).isEqualTo(0.01);
        // scipy.stats.beta.ppf([.025, .975], 10.5, 990.5)
        assertThat(baseline.lower()).isCloseTo(0.0051527, within(1e-7));
        assertThat(baseline.upper()).isCloseTo(0.0176664, within(1e-7));
    }

    @Test
    void leavesOutWhatWasBeforeItsStart() {
        baseline.add(START.minusMillis(1), 1_000, 500);
        assertThat(baseline.progress()).isEqualTo("0 of 500 trials, 0 of 5 failures");
    }

    @Test
    void goesOnWithTooLittleDataUntilItHasEnough() {
        baseline.add(START, 5_000, 4);
        assertThat(baseline.elapsed(END, false)).isFalse();
        baseline.add(END, 1, 1);
        assertThat(baseline.elapsed(END.plusSeconds(1), false)).isTrue();
        assertThat(baseline.isFrozen()).isTrue();
    }

    @Test
    void givesUpInTheEnd() {
        baseline.add(START, 499, 10);
        assertThat(baseline.elapsed(LATEST.minusMillis(1), false)).isFalse();
        assertThat(baseline.elapsed(LATEST, false)).isTrue();
        assertThat(baseline.state()).isEqualTo(State.INSUFFICIENT);
        baseline.add(LATEST, 1_000, 10);
        assertThat(baseline.elapsed(LATEST.plusSeconds(9_999), false)).isFalse();
        assertThat(baseline.state()).isEqualTo(State.INSUFFICIENT);
        assertThatIllegalStateException().isThrownBy(baseline::upper);
    }

    @Test
    void freezesNothingWhileSomethingIsWrong() {
        baseline.add(START, 1_000, 10);
        assertThat(baseline.elapsed(END, true)).isFalse();
        assertThat(baseline.elapsed(END.plusSeconds(1), false)).isTrue();
        assertThat(baseline.isFrozen()).isTrue();
    }
}
