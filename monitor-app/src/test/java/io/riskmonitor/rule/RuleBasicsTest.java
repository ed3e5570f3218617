package io.riskmonitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RuleBasicsTest {

    private static final Series SERIES = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final RuleBasics EVERYTHING = basics(null, Group.ALL, null);

    @Test
    void watchesEveryGroupButVersionsOfTheEvaluator() {
        assertThat(EVERYTHING.watches(in(Group.ALL))).isTrue();
        assertThat(EVERYTHING.watches(in(new Group("locale", "de")))).isTrue();
        assertThat(EVERYTHING.watches(in(new Group(Group.RELEASE, "m@1")))).isTrue();
        assertThat(EVERYTHING.watches(in(new Group(Group.EVALUATOR, "judge-a@3"))))
                .isFalse();
        assertThat(EVERYTHING.watchesChild(Group.ALL)).isFalse();
    }

    @Test
    void watchesOnlyTheDimensionsItNames() {
        RuleBasics plans = basics(null, Group.ALL, Set.of("plan", Group.EVALUATOR));
        assertThat(plans.watches(in(Group.ALL))).isTrue();
        assertThat(plans.watches(in(new Group("plan", "free")))).isTrue();
        assertThat(plans.watches(in(new Group(Group.EVALUATOR, "judge-a@3")))).isTrue();
        assertThat(plans.watches(in(new Group("locale", "de")))).isFalse();
    }

    @Test
    void watchesOneGroupWhereItIsAboutOne() {
        RuleBasics german = basics(null, new Group("locale", "de"), null);
        assertThat(german.watches(in(new Group("locale", "de")))).isTrue();
        assertThat(german.watches(in(new Group("locale", "en")))).isFalse();
        assertThat(german.watches(in(Group.ALL))).isFalse();
    }

    @Test
    void watchesTheEvaluatorItNamesOrEachOfThem() {
        RuleBasics one = basics("judge-b", Group.ALL, null);
        assertThat(EVERYTHING.watches(SERIES)).isTrue();
        assertThat(one.watches(SERIES)).isFalse();
        assertThat(one.watches(new Series(RiskCategory.HALLUCINATION, "judge-b")))
                .isTrue();
        assertThat(EVERYTHING.watches(new Series(RiskCategory.MISUSE, "judge-a")))
                .isFalse();
    }

    @Test
    void watchesEveryCategoryWhereItNamesNone() {
        RuleBasics any = new RuleBasics("any", Severity.LOW, null, "judge-a", Group.ALL, null);
        assertThat(any.watches(SERIES)).isTrue();
        assertThat(any.watches(new Series(RiskCategory.MISUSE, "judge-a"))).isTrue();
        assertThat(any.watches(new Series(RiskCategory.MISUSE, "judge-b"))).isFalse();
    }

    private static Cell in(Group group) {
        return new Cell(SERIES, group);
    }

    private static RuleBasics basics(@Nullable String evaluator, Group parent, @Nullable Set<String> children) {
        return new RuleBasics("ceiling", Severity.HIGH, RiskCategory.HALLUCINATION, evaluator, parent, children);
    }
}
