package io.riskmonitor.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.riskmonitor.interaction.KnownInteraction.CountedVerdict;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.judge.PaneRun;
import io.riskmonitor.pane.Confirmed;
import io.riskmonitor.pane.Doubts.Doubt;
import io.riskmonitor.pane.Ruling;
import io.riskmonitor.pane.Tally.Doubted;
import io.riskmonitor.segment.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CriticalRuleTest {

    private static final Instant NOON = PaneRun.NOON;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Group GERMAN = new Group("locale", "de");
    private static final CriticalRule RULE = rule(Group.ALL);

    @Test
    void peopleConfirmAndSoDoListedSourcesThatAreSureEnough() {
        assertThat(RULE.trusts(verdict(Source.HUMAN, 0.1))).isTrue();
        assertThat(RULE.trusts(verdict(Source.GUARDRAIL, 0.95))).isTrue();
        assertThat(RULE.trusts(verdict(Source.GUARDRAIL, null)))
                .as("a pattern that matches")
                .isTrue();
        assertThat(RULE.trusts(verdict(Source.GUARDRAIL, 0.94))).isFalse();
        assertThat(RULE.trusts(verdict(Source.JUDGE, 1.0))).as("not listed").isFalse();
    }

    @Test
    void concernsFailuresOfItsCategoryInItsGroup() {
        CountedVerdict leak = verdict(Source.HUMAN, null);
        assertThat(RULE.concerns(leak, Set.of(Group.ALL))).isTrue();
        assertThat(rule(GERMAN).concerns(leak, Set.of(Group.ALL))).isFalse();
        assertThat(rule(GERMAN).concerns(leak, Set.of(Group.ALL, GERMAN))).isTrue();
        assertThat(RULE.concerns(verdict(RiskCategory.HALLUCINATION), Set.of(Group.ALL)))
                .isFalse();
    }

    @Test
    void everyoneWhoConfirmsAnInteractionConfirmsTheSame() {
        Finding first = RULE.finding(confirmed("desk", Source.HUMAN), "v1");
        Finding second = RULE.finding(confirmed("filter", Source.GUARDRAIL), "v1");
        assertThat(first.outcome()).isEqualTo(RuleOutcome.BREACH);
        assertThat(first.at()).isEqualTo(NOON);
        assertThat(first.group()).isEqualTo(new Group("interaction", "i-1")).isEqualTo(second.group());
        assertThat(first.evaluator()).isNull();
        assertThat(first.claim()).isEqualTo("was confirmed by desk (HUMAN)");
        assertThat(first.evidence().exemplars()).containsExactly("i-1");
    }

    @Test
    void whatIsHeardOfLateIsFoundThenAndSaysSinceWhen() {
        Instant judged = NOON.minus(Duration.ofDays(2));
        Finding late = RULE.finding(confirmed("desk", Source.HUMAN, judged), "v1");
        assertThat(late.at()).isEqualTo(NOON);
        assertThat(late.claim()).isEqualTo("was confirmed by desk (HUMAN), judged at " + judged + " already");
        assertThat(late.evidence().windowStart()).isEqualTo(judged);
    }

    @Test
    void isConfirmedAsLongAsSomebodyWhoIsTrustedSaysSo() {
        Set<Group> groups = Set.of(Group.ALL);
        CountedVerdict passed = verdict(Source.HUMAN, null, Outcome.PASS);
        CountedVerdict unsure = verdict(Source.GUARDRAIL, 0.5);
        assertThat(RULE.isConfirmedBy(List.of(passed, unsure), groups)).isFalse();
        assertThat(RULE.isConfirmedBy(List.of(passed, unsure, verdict(Source.GUARDRAIL, 0.99)), groups))
                .isTrue();
        assertThat(RULE.isConfirmedBy(List.of(verdict(RiskCategory.HALLUCINATION)), groups))
                .isFalse();
    }

    @Test
    void peopleDecideWhateverTheSourcesAndWhoSaysThatItFailedOutweighsWhoSaysThatItDidNot() {
        Set<Group> groups = Set.of(Group.ALL);
        CountedVerdict passed = verdict(Source.HUMAN, null, Outcome.PASS);
        CountedVerdict failed = verdict(Source.HUMAN, null, Outcome.FAIL);
        CriticalRule guarded = new CriticalRule(RULE.basics(), EnumSet.of(Source.GUARDRAIL), 0.95, Duration.ofDays(1));
        assertThat(guarded.ruling(List.of(verdict(Source.GUARDRAIL, 0.5)), groups))
                .isEqualTo(Ruling.OPEN);
        assertThat(guarded.ruling(List.of(verdict(Source.GUARDRAIL, 0.99)), groups))
                .isEqualTo(Ruling.CONFIRMED);
        assertThat(guarded.ruling(List.of(passed), groups)).isEqualTo(Ruling.REJECTED);
        assertThat(guarded.ruling(List.of(passed, failed), groups)).isEqualTo(Ruling.CONFIRMED);
        assertThat(guarded.ruling(List.of(verdict(RiskCategory.HALLUCINATION)), groups))
                .isEqualTo(Ruling.OPEN);
    }

    @Test
    void unconfirmedOnesAreReportedOnceAnHourAndGroupWithTheirNumber() {
        PaneRun run = new PaneRun(RULE);
        for (int i = 0; i < 10_000; i++) {
            doubt(run, Group.ALL, "i-" + i);
            doubt(run, GERMAN, "i-" + i);
            if (i % 100 == 99) {
                assertThat(run.pane()).isEmpty();
            }
        }
        List<Finding> found = run.elapse(HOUR);
        assertThat(found)
                .extracting(Finding::outcome, Finding::at, Finding::group, finding -> finding.evidence()
                        .n())
                .containsExactly(
                        tuple(RuleOutcome.INCONCLUSIVE, NOON.plus(HOUR), Group.ALL, 10_000L),
                        tuple(RuleOutcome.INCONCLUSIVE, NOON.plus(HOUR), GERMAN, 10_000L));
        assertThat(found.get(0).evidence().note()).isEqualTo("10000 unconfirmed, for review");
        assertThat(found.get(0).evidence().exemplars()).containsExactly("i-0", "i-1", "i-10", "i-11", "i-12");
        assertThat(run.elapse(HOUR.multipliedBy(5))).isEmpty();
    }

    @Test
    void whatComesAfterItsHourWasReportedCountsInTheNextOne() {
        PaneRun run = new PaneRun(RULE);
        doubt(run, Group.ALL, "i-1");
        run.pane();
        doubt(run, Group.ALL, "i-2");
        run.late(NOON);
        assertThat(run.elapse(HOUR))
                .extracting(finding -> finding.evidence().n())
                .containsExactly(2L);
        doubt(run, Group.ALL, "i-3");
        run.late(NOON);
        assertThat(run.elapse(HOUR))
                .extracting(Finding::at, finding -> finding.evidence().n())
                .containsExactly(tuple(NOON.plus(HOUR.multipliedBy(2)), 1L));
    }

    private static void doubt(PaneRun run, Group group, String id) {
        run.tally().doubt(new Doubted("leak", group), new Doubt(run.next(), id, "judge", "judge/DATA_LEAKAGE", null));
    }

    private static Confirmed confirmed(String evaluator, Source source) {
        return confirmed(evaluator, source, NOON);
    }

    private static Confirmed confirmed(String evaluator, Source source, Instant judgedAt) {
        return new Confirmed(
                PaneRun.APPLICATION, "leak", "i-1", judgedAt, NOON, RiskCategory.DATA_LEAKAGE, evaluator, source, null);
    }

    private static CountedVerdict verdict(Source source, @Nullable Double confidence) {
        return verdict(source, confidence, Outcome.FAIL);
    }

    private static CountedVerdict verdict(Source source, @Nullable Double confidence, Outcome outcome) {
        return new CountedVerdict(
                outcome, NOON, NOON, RiskCategory.DATA_LEAKAGE, "filter", null, source, confidence, List.of());
    }

    private static CountedVerdict verdict(RiskCategory category) {
        return new CountedVerdict(Outcome.FAIL, NOON, NOON, category, "desk", null, Source.HUMAN, null, List.of());
    }

    private static CriticalRule rule(Group parent) {
        RuleBasics basics = new RuleBasics("leak", Severity.CRITICAL, RiskCategory.DATA_LEAKAGE, null, parent, null);
        return new CriticalRule(basics, EnumSet.of(Source.HUMAN, Source.GUARDRAIL), 0.95, Duration.ofDays(1));
    }
}
