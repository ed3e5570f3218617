package io.riskmonitor.bench.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** What {@code bench detection} proves, in short: fixed seeds, wide bounds. */
final class DetectionTest {

    private static final DetectionReport REPORT = DetectionReport.simulate(Scale.QUICK, 1, part -> {});

    @Test
    void noPromiseIsBroken() {
        assertThat(REPORT.broken()).isEmpty();
        assertThat(REPORT.markdown()).doesNotContain("broken");
    }

    @Test
    void falseAlarmsAreOfTheOrderThatIsPromised() {
        assertThat(REPORT.rates()).hasSize(19);
        assertThat(REPORT.rates())
                .filteredOn(kept -> kept.regime().startsWith("steady"))
                .hasSize(6)
                .allSatisfy(kept -> assertThat(kept.spent()).isBetween(0.4, 1.0));
    }

    @Test
    void delaysAreNearThoseOfTheCusumThatKnowsTheRate() {
        assertThat(REPORT.changes()).hasSize(17);
        // below 1% a thousand verdicts hold too few failures to compare anything
        assertThat(REPORT.changes()).filteredOn(change -> change.p0() >= 0.01).allSatisfy(change -> assertThat(
                        change.ratio())
                .as("%s times %s", change.factor(), change.p0())
                .isLessThan(1.35));
    }

    @Test
    void aHarmedGroupIsFoundAndAnEqualOneIsNotFlagged() {
        List<Disparity.Outcome> outcomes = REPORT.disparity();

        assertThat(outcomes).flatExtracting(Disparity.Outcome::promises).noneMatch(Kept::broken);
        assertThat(share(outcomes.get(0).harmed())).isGreaterThan(0.85);
        Disparity.Outcome everyLook = outcomes.get(outcomes.size() - 1);
        assertThat(share(everyLook.equal())).as("flagged without a promise").isGreaterThan(0.2);
    }

    @Test
    void groupsAreComparedByFirstVerdictsHoweverMuchConversationsFailTogether() {
        assertThat(REPORT.conversations())
                .extracting(DisparityInConversations.Outcome::equal)
                .filteredOn(Kept::binding)
                .hasSize(5)
                .noneMatch(Kept::broken)
                .allSatisfy(kept -> assertThat(kept.spent()).as(kept.regime()).isLessThan(1));
        assertThat(REPORT.conversations())
                .extracting(DisparityInConversations.Outcome::equal)
                .filteredOn(kept -> !kept.binding() && kept.atLeast() > 1)
                .as("ways to count that do not keep the promise")
                .isNotEmpty();
    }

    @Test
    void whatDoesNotDriftIsNotReportedWhateverTheWindow() {
        assertThat(REPORT.drift()).extracting(Drift.Outcome::both).noneMatch(Kept::broken);
        // PSI of two samples of ten bins is about (1/n + 1/m) chi-squared with nine degrees of freedom
        assertThat(share(REPORT.drift().get(0).sizeOnly()))
                .as("PSI > 0.1 of 200 against 2,000")
                .isCloseTo(0.033, within(0.015));
    }

    @Test
    void anotherMixOfTrafficIsNoAlarmInItsStrata() {
        MixShift.Outcome outcome = REPORT.mixShift();

        assertThat(outcome.strata().broken()).isFalse();
        assertThat(outcome.overall()).as("all traffic does fail more often").isGreaterThan(outcome.runs() * 9L / 10);
    }

    @Test
    void theSameSeedGivesTheSameWhateverTheOrderOfTheRuns() {
        Scale tiny = new Scale(200, 4, 1, 21, 50, 2);

        assertThat(simulated(tiny, 7)).isEqualTo(simulated(tiny, 7)).isNotEqualTo(simulated(tiny, 8));
    }

    @Test
    void aPromiseIsBrokenOnlyBeyondDoubt() {
        // Poisson with mean 100: 120 or more has a chance of 3%, 140 or more of 0.01%
        assertThat(new Kept("", 100_000, 100, 120, true).broken()).isFalse();
        assertThat(new Kept("", 100_000, 100, 140, true).broken()).isTrue();
        assertThat(new Kept("", 100_000, 100, 140, false).broken()).isFalse();
    }

    private static List<Object> simulated(Scale scale, long seed) {
        Draws draws = new Draws(seed);
        SortedMap<Double, Kept> steady = new FalseAlarms(scale, draws).steady();
        return List.of(steady, new Delays(scale, draws).all(steady), new Disparity(scale, draws).all());
    }

    private static double share(Kept kept) {
        return (double) kept.alarms() / kept.panes();
    }
}
