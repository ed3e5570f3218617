package io.riskmonitor.judge;

import static io.riskmonitor.judge.PaneRun.NOON;
import static io.riskmonitor.rule.RuleOutcome.BREACH;
import static io.riskmonitor.rule.RuleOutcome.CLEAR;
import static io.riskmonitor.rule.RuleOutcome.INCONCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.riskmonitor.interaction.Severity;
import io.riskmonitor.judge.RuleMemory.Said;
import io.riskmonitor.rule.Evidence;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.segment.Group;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RuleMemoryTest {

    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Group GERMAN = new Group("locale", "de");

    private final RuleMemory memory = new RuleMemory("failure-rate", "ceiling 0.02", out -> {});

    @Test
    void findsTheFirstFindingNewWhateverItSays() {
        assertThat(isNews(INCONCLUSIVE, 0)).isTrue();
        assertThat(isNews(INCONCLUSIVE, 1)).isFalse();
    }

    @Test
    void findsAnotherOutcomeNew() {
        isNews(CLEAR, 0);
        assertThat(isNews(BREACH, 1)).isTrue();
        assertThat(isNews(BREACH, 2)).isFalse();
        assertThat(isNews(CLEAR, 3)).isTrue();
        assertThat(memory.published()).containsExactly(entry(Group.ALL, new Said(CLEAR, NOON.plusMillis(3))));
    }

    @Test
    void findsTheSameOutcomeNewAgainAfterAWhile() {
        isNews(CLEAR, 1_000);
        assertThat(isNews(CLEAR, 60_999)).isFalse();
        assertThat(isNews(CLEAR, 61_000)).isTrue();
        assertThat(isNews(CLEAR, 61_001)).isFalse();
    }

    /** One memory of a dimension may speak of all its groups. */
    @Test
    void keepsWhatWasSaidOfEveryGroupApart() {
        isNews(CLEAR, 0);
        assertThat(isNews(GERMAN, CLEAR, 1)).isTrue();
        assertThat(isNews(GERMAN, BREACH, 2)).isTrue();
        assertThat(isNews(CLEAR, 3)).isFalse();
    }

    private boolean isNews(RuleOutcome outcome, long millis) {
        return isNews(Group.ALL, outcome, millis);
    }

    private boolean isNews(Group group, RuleOutcome outcome, long millis) {
        boolean news = memory.isNews(group, outcome, NOON.plusMillis(millis), EVERY);
        if (news) {
            memory.said(new Finding(
                    "ceiling",
                    "failure-rate",
                    Severity.HIGH,
                    PaneRun.APPLICATION,
                    null,
                    null,
                    group,
                    outcome,
                    NOON.plusMillis(millis),
                    "v1",
                    "is credibly above 2.00 %",
                    new Evidence.Builder(NOON, NOON.plusMillis(millis), 0).build()));
        }
        return news;
    }
}
