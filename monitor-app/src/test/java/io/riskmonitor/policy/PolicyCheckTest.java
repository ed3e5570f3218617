package io.riskmonitor.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.policy.PolicyCheck.Line;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class PolicyCheckTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Pattern GROUPS = Pattern.compile("the least of (\\d+) groups");

    private static final String RULES = """
            application: billing
            falseAlarms: {atMost: 1, per: P7D}
            segments: {dimensions: [locale, plan], intersections: [[locale, plan]], maxGroups: 40}
            rules:
              - {id: ceiling, kind: failure-rate, category: HALLUCINATION, ceiling: 0.03, severity: HIGH}
              - {id: budget, kind: burn-rate, category: HALLUCINATION, objective: 0.98, where: {locale: de}, severity: HIGH}
              - {id: harm, kind: loss, category: HALLUCINATION, evaluator: judge-a, maxLoss: 50, severity: HIGH}
              - {id: parity, kind: disparity, category: HALLUCINATION, dimension: locale, severity: HIGH}
              - {id: canary, kind: release, category: HALLUCINATION, severity: HIGH}
              - {id: intents, kind: drift, label: intent, baseline: {learn: P7D}, severity: LOW}
              - {id: alive, kind: silence, within: PT1H, severity: HIGH}
              - {id: honest, kind: agreement, evaluator: judge-a, against: HUMAN, minKappa: 0.6, severity: LOW}
              - {id: leak, kind: critical, category: DATA_LEAKAGE, sources: [HUMAN], severity: CRITICAL}
            """;

    @Test
    void theFalseAlarmsOfAllDetectorsTogetherAreTheBudget() {
        double perWeek = 0;
        for (Line line : check(1_000, 10)) {
            Duration quiet = line.quiet();
            if (quiet != null) {
                int detectors = Math.max(1, line.rule().comparisons()) * groups(line);
                perWeek += detectors * (double) Duration.ofDays(7).toMillis() / quiet.toMillis();
            }
        }
        assertThat(perWeek).isCloseTo(1, within(1e-6));
    }

    @Test
    void countsTheGroupsOfSegmentsIntersectionsAndReleases() {
        assertThat(groups(lines("ceiling").get(1))).isEqualTo(10 + 10 + 40 + 2);
        assertThat(lines("ceiling").get(1).perHour())
                .as("the intersections have the least")
                .isEqualTo(1_000.0 / 40);
        assertThat(lines("canary").get(0).perHour()).isEqualTo(500);
    }

    @Test
    void aRuleThatComparesGroupsHasNoDetectorOfAllTraffic() {
        assertThat(lines("parity"))
                .extracting(Line::subject)
                .containsExactly("judge-a, locale=1, the least of 10 groups");
        assertThat(lines("canary")).allMatch(line -> line.subject().contains("the least of 2 groups"));
    }

    @Test
    void aGroupThatARuleIsAboutIsOneOfItsDimension() {
        assertThat(lines("budget"))
                .extracting(line -> line.subject() + " " + line.perHour())
                .containsExactly("judge-a, locale=de 100.0");
    }

    @Test
    void aRuleThatMakesNoStatisticalClaimPromisesNoRunWithoutFalseAlarms() {
        for (String rule : List.of("alive", "honest", "leak")) {
            assertThat(lines(rule)).hasSize(1).extracting(Line::quiet).containsOnlyNulls();
        }
    }

    @Test
    void findsTheRulesThatCannotWork() {
        assertThat(check(0.01, 2))
                .filteredOn(line -> !line.outlook().works())
                .extracting(line -> line.rule().id())
                .contains("harm", "parity", "intents")
                .doesNotContain("alive", "leak");
        assertThat(check(10_000, 2)).allMatch(line -> line.outlook().works());
    }

    @Test
    void aRuleWhoseVerdictsNobodyGivesCannotWork() {
        Policy policy = policy();
        SortedMap<Cell, Double> judged = new TreeMap<>();
        judged.put(new Cell(new Series(RiskCategory.HALLUCINATION, "judge-b"), Group.ALL), 1_000.0);
        List<Line> lines = PolicyCheck.of(policy, new Traffic(1_000, judged, Set.of()), SECOND);

        assertThat(lines)
                .filteredOn(line -> !line.outlook().works())
                .extracting(line -> line.rule().id() + ": " + line.outlook().text())
                .contains(
                        "harm: judge-a gives no verdict on HALLUCINATION in this traffic",
                        "honest: judge-a gives no verdict in this traffic",
                        "leak: nobody gives a verdict on DATA_LEAKAGE in this traffic",
                        "parity: judge-b judges 0 groups: none to compare",
                        "intents: there is no label intent in this traffic");
        assertThat(lines)
                .filteredOn(line -> line.outlook().works())
                .extracting(line -> line.rule().id())
                .contains("ceiling", "alive");
    }

    private static List<Line> lines(String rule) {
        return check(1_000, 10).stream()
                .filter(line -> line.rule().id().equals(rule))
                .toList();
    }

    private static Policy policy() {
        Map<String, Object> tree = new Yaml().load(RULES);
        return PolicyReader.read(tree).policy().orElseThrow();
    }

    private static int groups(Line line) {
        Matcher matcher = GROUPS.matcher(line.subject());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
    }

    private static List<Line> check(double perHour, int groups) {
        Policy policy = policy();
        return PolicyCheck.of(policy, Traffic.even(policy, perHour, groups), SECOND);
    }
}
