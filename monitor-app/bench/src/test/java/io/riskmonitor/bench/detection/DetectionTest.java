package io.riskmonitor.bench.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code bench detection} proves, in short: fixed seeds, wide bounds. */
final class DetectionTest {

    private static final Scale SCALE = Scale.QUICK;
    private static final Draws DRAWS = new Draws(1);

    private final FalseAlarms falseAlarms = new FalseAlarms(SCALE, DRAWS);

    @Test
    void falseAlarmsStayWithinTheBudgetInEveryRegime() {
        List<Kept> regimes = new ArrayList<>(falseAlarms.steady().values());
        assertThat(regimes).allSatisfy(kept -> assertThat(kept.spent()).isBetween(0.4, 1.0));
        regimes.addAll(falseAlarms.others());

        assertThat(regimes).hasSize(19).noneMatch(Kept::broken);
    }

    @Test
    void delaysAreNearThoseOfTheCusumThatKnowsTheRate() {
        List<Delays.Change> changes = new Delays(SCALE, DRAWS).all(falseAlarms.steady());

        assertThat(changes).hasSize(17);
        // below 1% a thousand verdicts hold too few failures to compare anything
        assertThat(changes).filteredOn(change -> change.p0() >= 0.01).allSatisfy(change -> assertThat(change.ratio())
                .as("%s times %s", change.factor(), change.p0())
                .isLessThan(1.35));
    }

    @Test
    void aHarmedGroupIsFoundAndAnEqualOneIsNotFlagged() {
        List<Disparity.Outcome> outcomes = new Disparity(SCALE, DRAWS).all();

        assertThat(outcomes).flatExtracting(Disparity.Outcome::promises).noneMatch(Kept::broken);
        assertThat(share(outcomes.get(0).harmed())).isGreaterThan(0.85);
        Disparity.Outcome everyLook = outcomes.get(outcomes.size() - 1);
        assertThat(share(everyLook.equal())).as("flagged without a promise").isGreaterThan(0.2);
    }

    @Test
    void whatDoesNotDriftIsNotReportedWhateverTheWindow() {
        List<Drift.Outcome> outcomes = new Drift(SCALE, DRAWS).all();

        assertThat(outcomes).extracting(Drift.Outcome::both).noneMatch(Kept::broken);
        // PSI of two samples of ten bins is about (1/n + 1/m) chi-squared with nine degrees of freedom
        assertThat(share(outcomes.get(0).sizeOnly()))
                .as("PSI > 0.1 of 200 against 2,000")
                .isCloseTo(0.034, within(0.015));
    }

    @Test
    void anotherMixOfTrafficIsNoAlarmInItsStrata() {
        MixShift.Outcome outcome = new MixShift(SCALE, DRAWS).run();

        assertThat(outcome.strata().broken()).isFalse();
        assertThat(outcome.overall()).as("all traffic does fail more often").isGreaterThan(outcome.runs() * 9L / 10);
    }

    @Test
    void theSameSeedGivesTheSameReport() {
        Scale tiny = new Scale(200, 4, 1, 5, 20, 2);
        String report = DetectionReport.simulate(tiny, 7, what -> {}).markdown();

        assertThat(DetectionReport.simulate(tiny, 7, what -> {}).markdown()).isEqualTo(report);
        assertThat(DetectionReport.simulate(tiny, 8, what -> {}).markdown()).isNotEqualTo(report);
    }

    @Test
    void aPromiseIsBrokenOnlyBeyondDoubt() {
        // Poisson with mean 100: 120 or more has a chance of 3%, 140 or more of 0.01%
        assertThat(new Kept("", 100_000, 100, 120, true).broken()).isFalse();
        assertThat(new Kept("", 100_000, 100, 140, true).broken()).isTrue();
        assertThat(new Kept("", 100_000, 100, 140, false).broken()).isFalse();
    }

    private static double share(Kept kept) {
        return (double) kept.alarms() / kept.panes();
    }
}
