package io.riskmonitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureRateWatchTest {

    private static final long EVERY = 60_000;

    private final FailureRateWatch watch = new FailureRateWatch(0.02, new double[0], 0);

    @Test
    void findsTheFirstFindingNewWhateverItSays() {
        assertThat(watch.isNews(RuleOutcome.INCONCLUSIVE, 0, EVERY)).isTrue();
        assertThat(watch.isNews(RuleOutcome.INCONCLUSIVE, 1, EVERY)).isFalse();
    }

    @Test
    void findsAnotherOutcomeNew() {
        watch.isNews(RuleOutcome.CLEAR, 0, EVERY);
        assertThat(watch.isNews(RuleOutcome.BREACH, 1, EVERY)).isTrue();
        assertThat(watch.isNews(RuleOutcome.BREACH, 2, EVERY)).isFalse();
        assertThat(watch.isNews(RuleOutcome.CLEAR, 3, EVERY)).isTrue();
        assertThat(watch.published()).isEqualTo(RuleOutcome.CLEAR);
        assertThat(watch.publishedAt()).isEqualTo(3);
    }

    @Test
    void findsTheSameOutcomeNewAgainAfterAWhile() {
        watch.isNews(RuleOutcome.CLEAR, 1_000, EVERY);
        assertThat(watch.isNews(RuleOutcome.CLEAR, 1_000 + EVERY - 1, EVERY)).isFalse();
        assertThat(watch.isNews(RuleOutcome.CLEAR, 1_000 + EVERY, EVERY)).isTrue();
        assertThat(watch.isNews(RuleOutcome.CLEAR, 1_000 + EVERY + 1, EVERY)).isFalse();
    }
}
