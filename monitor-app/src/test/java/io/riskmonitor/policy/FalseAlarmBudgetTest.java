package io.riskmonitor.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FalseAlarmBudgetTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void givesASingleDetectorAllOfIt() {
        assertThat(FalseAlarmBudget.DEFAULT.parentThreshold(SECOND, 1, false)).isEqualTo(604_800);
        assertThat(new FalseAlarmBudget(2, Duration.ofDays(7)).parentThreshold(SECOND, 1, false))
                .isEqualTo(302_400);
        assertThat(FalseAlarmBudget.DEFAULT.parentThreshold(Duration.ofSeconds(10), 1, false))
                .isEqualTo(60_480);
    }

    @Test
    void givesAllTrafficHalfAndTheGroupsTheOtherHalf() {
        assertThat(FalseAlarmBudget.DEFAULT.parentThreshold(SECOND, 3, true)).isEqualTo(604_800 * 3 * 2);
        assertThat(FalseAlarmBudget.DEFAULT.childThreshold(SECOND, 3, 5)).isEqualTo(604_800 * 3 * 2 * 5);
    }

    @Test
    void acceptsNoMoreFalseAlarmsOverAllDetectorsThanTheOwnerDoes() {
        for (double atMost : new double[] {0.01, 1, 12.5}) {
            for (Duration per : new Duration[] {Duration.ofMinutes(1), Duration.ofDays(1), Duration.ofDays(365)}) {
                for (Duration pane : new Duration[] {Duration.ofMillis(100), SECOND, Duration.ofMinutes(1)}) {
                    for (int[] children : new int[][] {{0}, {1}, {7}, {0, 1, 200}, {3, 3, 3, 3}}) {
                        FalseAlarmBudget budget = new FalseAlarmBudget(atMost, per);
                        double perPane = 0;
                        for (int groups : children) {
                            perPane += 1 / budget.parentThreshold(pane, children.length, groups > 0);
                            perPane += groups / budget.childThreshold(pane, children.length, Math.max(1, groups));
                        }
                        double panes = (double) per.toMillis() / pane.toMillis();
                        assertThat(perPane * panes).isCloseTo(atMost, within(1e-9 * atMost));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesABudgetThatIsNone(double atMost) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FalseAlarmBudget(atMost, Duration.ofDays(7)))
                .withMessageContaining("falseAlarms.atMost");
    }

    @Test
    void refusesTimesShorterThanAMinute() {
        assertThat(new FalseAlarmBudget(1, Duration.ofMinutes(1)).per()).isEqualTo(Duration.ofMinutes(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FalseAlarmBudget(1, Duration.ofMillis(59_999)))
                .withMessageContaining("falseAlarms.per");
    }
}
