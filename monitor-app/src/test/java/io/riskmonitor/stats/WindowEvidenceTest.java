package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.junit.jupiter.api.Test;

class WindowEvidenceTest {

    @Test
    void addsOneAndMultiplies() {
        double two = WindowEvidence.next(WindowEvidence.START, Math.log(2), 1);
        assertThat(two).isCloseTo(Math.log(2), within(1e-15));
        double nine = WindowEvidence.next(two, Math.log(3), 1);
        assertThat(nine).isCloseTo(Math.log(9), within(1e-15));
        assertThat(WindowEvidence.next(nine, Math.log(0.5), 5)).isCloseTo(Math.log(7), within(1e-15));
    }

    @Test
    void catchesUpOverEmptyWindows() {
        double oneByOne = Math.log(4);
        for (int window = 0; window < 6; window++) {
            oneByOne = WindowEvidence.next(oneByOne, 0, 1);
        }
        assertThat(WindowEvidence.next(Math.log(4), 0, 6)).isCloseTo(oneByOne, within(1e-14));
    }

    @Test
    void staysWithinItsRangeForAnyEvidence() {
        assertThat(WindowEvidence.next(5_000, 800, 1)).isEqualTo(5_800);
        assertThat(WindowEvidence.next(3, Double.NEGATIVE_INFINITY, 1)).isEqualTo(WindowEvidence.START);
        double certain = WindowEvidence.next(WindowEvidence.START, Double.POSITIVE_INFINITY, 1);
        assertThat(certain).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(WindowEvidence.next(certain, Double.NEGATIVE_INFINITY, 1)).isEqualTo(certain);
    }

    @Test
    void alarmsAtMostOnceInCWindowsForUniformP() {
        SplittableRandom random = new SplittableRandom(2021);
        int windows = 200_000;
        int alarms = 0;
        double logM = WindowEvidence.START;
        for (int window = 0; window < windows; window++) {
            logM = WindowEvidence.next(logM, Calibrator.logE(Math.log(1 - random.nextDouble())), 1);
            if (logM >= Math.log(500)) {
                alarms++;
                logM = WindowEvidence.START;
            }
        }
        assertThat(BinomialConfidenceInterval.CLOPPER_PEARSON
                        .fromErrorRate(windows, alarms, 0.01)
                        .getLowerBound())
                .isLessThanOrEqualTo(1.0 / 500);
        assertThat(alarms).as("it does alarm").isGreaterThan(100);
    }

    @Test
    void refusesNoWindowAndNoNumber() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WindowEvidence.next(0, 0, 0))
                .withMessageContaining("windows");
        assertThatIllegalArgumentException().isThrownBy(() -> WindowEvidence.next(Double.NaN, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> WindowEvidence.next(0, Double.NaN, 1));
    }
}
