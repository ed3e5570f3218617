package io.riskmonitor.alert;

import static io.riskmonitor.alert.AlertState.QUIET;
import static io.riskmonitor.rule.RuleOutcome.BREACH;
import static io.riskmonitor.rule.RuleOutcome.CLEAR;
import static io.riskmonitor.rule.RuleOutcome.INCONCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.riskmonitor.alert.AlertState.Clearing;
import io.riskmonitor.alert.AlertState.Firing;
import io.riskmonitor.alert.AlertState.Pending;
import io.riskmonitor.rule.RuleOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AlertStateTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final HoldPolicy HOLD = new HoldPolicy(Duration.ofMinutes(5), Duration.ofMinutes(3));
    private static final HoldPolicy AT_ONCE = new HoldPolicy(Duration.ZERO, Duration.ZERO);

    private static final AlertState PENDING = new Pending(NOON);
    private static final AlertState FIRING = new Firing(NOON, null);
    private static final AlertState SUPPRESSED = new Firing(NOON, "parent");
    private static final AlertState CLEARING = new Clearing(NOON, minutes(10), null);
    private static final AlertState SUPPRESSED_CLEARING = new Clearing(NOON, minutes(10), "parent");

    /** Every state and outcome, before and at the end of a hold. */
    static Stream<Arguments> transitions() {
        return Stream.of(
                Arguments.of(QUIET, BREACH, minutes(0), PENDING),
                Arguments.of(QUIET, CLEAR, minutes(0), QUIET),
                Arguments.of(QUIET, INCONCLUSIVE, minutes(0), QUIET),
                Arguments.of(PENDING, BREACH, minutes(5).minusMillis(1), PENDING),
                Arguments.of(PENDING, BREACH, minutes(5), FIRING),
                Arguments.of(PENDING, CLEAR, minutes(4), QUIET),
                Arguments.of(PENDING, INCONCLUSIVE, minutes(600), PENDING),
                Arguments.of(FIRING, BREACH, minutes(600), FIRING),
                Arguments.of(FIRING, CLEAR, minutes(10), CLEARING),
                Arguments.of(FIRING, INCONCLUSIVE, minutes(600), FIRING),
                Arguments.of(SUPPRESSED, BREACH, minutes(600), SUPPRESSED),
                Arguments.of(SUPPRESSED, CLEAR, minutes(10), SUPPRESSED_CLEARING),
                Arguments.of(SUPPRESSED, INCONCLUSIVE, minutes(600), SUPPRESSED),
                Arguments.of(CLEARING, BREACH, minutes(11), FIRING),
                Arguments.of(CLEARING, CLEAR, minutes(13).minusMillis(1), CLEARING),
                Arguments.of(CLEARING, CLEAR, minutes(13), QUIET),
                Arguments.of(CLEARING, INCONCLUSIVE, minutes(600), CLEARING),
                Arguments.of(SUPPRESSED_CLEARING, BREACH, minutes(11), SUPPRESSED),
                Arguments.of(SUPPRESSED_CLEARING, CLEAR, minutes(12), SUPPRESSED_CLEARING),
                Arguments.of(SUPPRESSED_CLEARING, CLEAR, minutes(13), QUIET),
                Arguments.of(SUPPRESSED_CLEARING, INCONCLUSIVE, minutes(600), SUPPRESSED_CLEARING));
    }

    @ParameterizedTest
    @MethodSource("transitions")
    void movesOnFindingsAsTheTableSays(AlertState before, RuleOutcome outcome, Instant at, AlertState after) {
        assertThat(before.on(outcome, at, HOLD)).isEqualTo(after);
    }

    static Stream<Arguments> holds() {
        return Stream.of(
                Arguments.of(QUIET, minutes(600), QUIET),
                Arguments.of(PENDING, minutes(5).minusMillis(1), PENDING),
                Arguments.of(PENDING, minutes(5), FIRING),
                Arguments.of(FIRING, minutes(600), FIRING),
                Arguments.of(SUPPRESSED, minutes(600), SUPPRESSED),
                Arguments.of(CLEARING, minutes(13).minusMillis(1), CLEARING),
                Arguments.of(CLEARING, minutes(13), QUIET),
                Arguments.of(SUPPRESSED_CLEARING, minutes(13), QUIET));
    }

    @ParameterizedTest
    @MethodSource("holds")
    void movesWithTimeAloneOnlyWhereAHoldEnds(AlertState before, Instant at, AlertState after) {
        assertThat(before.elapsed(at, HOLD)).isEqualTo(after);
    }

    @ParameterizedTest
    @MethodSource("holds")
    void saysWhenTimeAloneWillMoveIt(AlertState before, Instant at, AlertState after) {
        before.deadline(HOLD)
                .ifPresentOrElse(
                        deadline -> {
                            assertThat(before.elapsed(deadline, HOLD)).isNotEqualTo(before);
                            assertThat(before.elapsed(deadline.minusMillis(1), HOLD))
                                    .isEqualTo(before);
                        },
                        () -> assertThat(after).isEqualTo(before));
    }

    @Test
    void firesAndResolvesAtOnceWithoutAHold() {
        assertThat(QUIET.on(BREACH, NOON, AT_ONCE)).isEqualTo(FIRING);
        assertThat(FIRING.on(CLEAR, minutes(1), AT_ONCE)).isEqualTo(QUIET);
    }

    @Test
    void remembersSinceWhenThroughARelapse() {
        assertThat(CLEARING.on(BREACH, minutes(11), HOLD).on(CLEAR, minutes(12), HOLD))
                .isEqualTo(new Clearing(NOON, minutes(12), null));
    }

    @Test
    void saysWhatSubscribersHear() {
        assertThat(QUIET.status()).isEqualTo(AlertStatus.RESOLVED);
        assertThat(PENDING.status()).isEqualTo(AlertStatus.PENDING);
        assertThat(FIRING.status()).isEqualTo(AlertStatus.FIRING);
        assertThat(SUPPRESSED.status()).isEqualTo(AlertStatus.SUPPRESSED);
        assertThat(CLEARING.status()).isEqualTo(AlertStatus.CLEARING);
        assertThat(Stream.of(AlertStatus.values()).filter(AlertStatus::isOver)).containsExactly(AlertStatus.RESOLVED);
    }

    @Test
    void namesWhatExplainsItWhileItIsNotOver() {
        assertThat(SUPPRESSED.explainedBy()).isEqualTo("parent");
        assertThat(FIRING.explainedBy()).isNull();
        assertThat(SUPPRESSED_CLEARING.explainedBy()).isEqualTo("parent");
        assertThat(QUIET.explainedBy()).isNull();
    }

    @Test
    void holdsForNoLessThanNoTime() {
        assertThatIllegalArgumentException().isThrownBy(() -> new HoldPolicy(Duration.ofMillis(-1), Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new HoldPolicy(Duration.ZERO, Duration.ofMillis(-1)));
    }

    private static Instant minutes(long minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }
}
