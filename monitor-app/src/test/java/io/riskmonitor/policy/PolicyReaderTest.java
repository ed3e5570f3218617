package io.riskmonitor.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.alert.HoldPolicy;
import io.riskmonitor.document.Problem;
import io.riskmonitor.escalation.Deadline;
import io.riskmonitor.escalation.EscalationLevel;
import io.riskmonitor.escalation.EscalationPath;
import io.riskmonitor.escalation.WorkingHours;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.rule.FailureRateRule;
import io.riskmonitor.rule.RiskMatrix;
import io.riskmonitor.rule.RuleBasics;
import io.riskmonitor.rule.RuleKind;
import io.riskmonitor.rule.RuleKinds;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Segmentation;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReaderTest {

    private static final Map<String, Object> RULE = Map.of(
            "id", "made-up", "kind", "failure-rate", "category", "HALLUCINATION", "ceiling", 0.03, "severity", "HIGH");

    @Test
    void readsEveryKey() {
        Policy policy = policy(Map.of(
                "application", "billing",
                "owner", Map.of("team", "support", "contact", "#support", "runbook", "https://wiki/billing"),
                "falseAlarms", Map.of("atMost", 2, "per", "P1W"),
                "segments",
                        Map.of(
                                "dimensions", List.of("locale", "plan"),
                                "intersections", List.of(List.of("locale", "plan")),
                                "maxGroups", 50),
                "escalation",
                        List.of(
                                Map.of(
                                        "notify",
                                        "on-call",
                                        "acknowledgeWithin",
                                        "PT15M",
                                        "minSeverity",
                                        "HIGH",
                                        "repeatEvery",
                                        "PT5M",
                                        "during",
                                        Map.of(
                                                "days", List.of("MONDAY", "SUNDAY"),
                                                "from", "09:00",
                                                "to", "17:30",
                                                "zone", "Europe/Berlin")),
                                Map.of("notify", "risk-officer")),
                "deadlines",
                        List.of(Map.of(
                                "id",
                                "serious-incident",
                                "notify",
                                "legal",
                                "within",
                                "P15D",
                                "remindBefore",
                                List.of("P5D", "P1D"),
                                "starts",
                                Map.of("minSeverity", "CRITICAL", "categories", List.of("CBRN_WEAPONS")))),
                "rules",
                        List.of(with(
                                RULE,
                                Map.of(
                                        "evaluator",
                                        "judge-a",
                                        "minTrials",
                                        100,
                                        "dimensions",
                                        List.of("locale", "release"),
                                        "hold",
                                        Map.of("fireAfter", "PT1M", "resolveAfter", "PT5M"),
                                        "runbook",
                                        "https://wiki/made-up",
                                        "owner",
                                        "llm-team")))));

        assertThat(policy)
                .isEqualTo(new Policy(
                        "billing",
                        policy.version(),
                        new Owner("support", "#support", "https://wiki/billing"),
                        new FalseAlarmBudget(2, Duration.ofDays(7)),
                        RiskMatrix.DEFAULT,
                        new Segmentation(Set.of("locale", "plan"), List.of(List.of("locale", "plan")), 50),
                        new EscalationPath(List.of(
                                new EscalationLevel(
                                        "on-call",
                                        Duration.ofMinutes(15),
                                        Severity.HIGH,
                                        Duration.ofMinutes(5),
                                        new WorkingHours(
                                                Set.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY),
                                                LocalTime.of(9, 0),
                                                LocalTime.of(17, 30),
                                                ZoneId.of("Europe/Berlin"))),
                                new EscalationLevel("risk-officer", null))),
                        List.of(new Deadline(
                                "serious-incident",
                                "legal",
                                Duration.ofDays(15),
                                List.of(Duration.ofDays(5), Duration.ofDays(1)),
                                new Deadline.Start(Severity.CRITICAL, Set.of(RiskCategory.CBRN_WEAPONS)))),
                        List.of(new DeclaredRule(
                                new FailureRateRule(
                                        new RuleBasics(
                                                "made-up",
                                                Severity.HIGH,
                                                RiskCategory.HALLUCINATION,
                                                "judge-a",
                                                Group.ALL,
                                                Set.of("locale", "release")),
                                        0.03,
                                        100),
                                new HoldPolicy(Duration.ofMinutes(1), Duration.ofMinutes(5)),
                                "llm-team",
                                "https://wiki/made-up"))));
    }

    @Test
    void hasDefaultsForWhatIsNotSaid() {
        Policy policy = policy(rules(RULE));

        assertThat(policy.owner()).isEqualTo(Owner.NOBODY);
        assertThat(policy.falseAlarms()).isEqualTo(FalseAlarmBudget.DEFAULT);
        assertThat(policy.segmentation()).isEqualTo(Segmentation.DEFAULT);
        assertThat(policy.escalation()).isEqualTo(EscalationPath.NONE);
        DeclaredRule rule = policy.rules().get(0);
        assertThat(rule.hold()).isEqualTo(HoldPolicy.DEFAULT);
        assertThat(((FailureRateRule) rule.rule()).minTrials()).isEqualTo(FailureRateRule.DEFAULT_MIN_TRIALS);
        assertThat(rule.rule().basics().children()).isNull();
    }

    @Test
    void namesWhatIsMissing() {
        assertThat(problems(Map.of())).containsExactly("application: is required", "rules: is required");
        assertThat(problems(rules(Map.of("kind", "failure-rate"))))
                .containsExactly(
                        "rules[0].id: is required",
                        "rules[0].severity: is required",
                        "rules[0].ceiling: is required",
                        "rules[0].category: is required");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 0.995, 3, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesACeilingOutsideItsRange(double ceiling) {
        assertThat(problems(rules(with(RULE, Map.of("ceiling", ceiling)))))
                .containsExactly("rules[0].ceiling: must be in (0, 0.995), got " + ceiling);
    }

    @Test
    void refusesValuesOfTheWrongType() {
        assertThat(problems(rules(with(
                        RULE,
                        Map.of("id", 7, "ceiling", "high", "minTrials", 1.5, "dimensions", "locale", "hold", "PT1M")))))
                .containsExactlyInAnyOrder(
                        "rules[0].id: must be text, got 7; put it in quotes",
                        "rules[0].ceiling: must be a number, got 'high'",
                        "rules[0].minTrials: must be a whole number from 1 to 1000000000, got 1.5",
                        "rules[0].dimensions: must be a list, got 'locale'",
                        "rules[0].hold: must be a map, got 'PT1M'");
        assertThat(problems(List.of("a"))).contains("must be a map, got a list");
    }

    @Test
    void suggestsTheKeyThatWasMeant() {
        assertThat(problems(rules(with(RULE, Map.of("min_trials", 10, "colour", "red")))))
                .containsExactlyInAnyOrder(
                        "rules[0].min_trials: unknown key, did you mean minTrials?",
                        "rules[0].colour: unknown key; allowed are id, kind, severity, category, evaluator,"
                                + " dimensions, where, hold, owner, runbook, baseline, ceiling, minTrials");
    }

    @Test
    void suggestsTheSymbolThatWasMeant() {
        assertThat(problems(rules(with(RULE, Map.of("severity", "high")))))
                .containsExactly("rules[0].severity: must be one of LOW, MEDIUM, HIGH, CRITICAL, got 'high'"
                        + " (did you mean HIGH?)");
        assertThat(problems(rules(with(RULE, Map.of("category", "UNSPECIFIED")))))
                .singleElement()
                .asString()
                .startsWith("rules[0].category: must be one of HALLUCINATION, ");
    }

    @Test
    void refusesDurationsThatAreNone() {
        assertThat(problems(rules(with(RULE, Map.of("hold", Map.of("fireAfter", "5m", "resolveAfter", "-PT1S"))))))
                .containsExactly(
                        "rules[0].hold.fireAfter: must be an ISO 8601 duration such as PT15M or P7D, got '5m'",
                        "rules[0].hold.resolveAfter: must be from PT0S to P7D, got -PT1S");
    }

    @Test
    void refusesABudgetOfMoreThanOneFalseAlarmAMinute() {
        assertThat(problems(with(rules(RULE), Map.of("falseAlarms", Map.of("atMost", 61, "per", "PT1H")))))
                .containsExactly("falseAlarms.atMost: must be at most one a minute (60), got 61.0");
    }

    @Test
    void refusesTheSameIdTwice() {
        assertThat(problems(rules(RULE, with(RULE, Map.of("id", "other")), with(RULE, Map.of("ceiling", 1)))))
                .containsExactly(
                        "rules[2].id: 'made-up' is the id of rules[0], too",
                        "rules[2].ceiling: must be in (0, 0.995), got 1");
    }

    @Test
    void refusesALevelThatIsNeverLeft() {
        assertThat(problems(
                        with(rules(RULE), Map.of("escalation", List.of(Map.of("notify", "a"), Map.of("notify", "b"))))))
                .containsExactly("escalation[0].acknowledgeWithin: is required, or the next level would never be told");
        assertThat(problems(with(
                        rules(RULE),
                        Map.of(
                                "escalation",
                                List.of(Map.of(
                                        "notify",
                                        "a",
                                        "during",
                                        Map.of("days", List.of(), "from", "17:00", "to", "9", "zone", "Berlin")))))))
                .containsExactly(
                        "escalation[0].during.to: must be a time of day such as '17:30', got '9'",
                        "escalation[0].during.zone: must be a time zone such as Europe/Berlin, got 'Berlin'",
                        "escalation[0].during.days: is empty: nobody would ever be told");
        assertThat(problems(with(
                        rules(RULE),
                        Map.of(
                                "escalation",
                                List.of(Map.of("notify", "a", "during", Map.of("from", "17:00", "to", "09:00")))))))
                .containsExactly("escalation[0].during.to: must be later than from, 17:00, got 09:00");
    }

    @Test
    void refusesIntersectionsThatCannotBeCounted() {
        List<Object> intersections = List.of(
                List.of("locale"),
                List.of("locale", "release"),
                List.of("a", "b"),
                List.of("b", "a"),
                List.of(),
                "locale");
        assertThat(problems(with(rules(RULE), Map.of("segments", Map.of("intersections", intersections)))))
                .containsExactlyInAnyOrder(
                        "segments.intersections[0]: must name two dimensions or more",
                        "segments.intersections[1]: must not name release or evaluator: they are no segments of an"
                                + " interaction",
                        "segments.intersections[3]: is declared twice",
                        "segments.intersections[4]: is empty",
                        "segments.intersections[5]: must be a list, got 'locale'");
    }

    @Test
    void narrowsARuleToOneGroup() {
        assertThat(parentOf(rules(with(RULE, Map.of("where", Map.of("locale", "de"))))))
                .isEqualTo(new Group("locale", "de"));
        assertThat(parentOf(rules(with(RULE, Map.of("where", Map.of("release", "gpt-4o"))))))
                .isEqualTo(new Group("release", "gpt-4o"));
    }

    @Test
    void narrowsARuleToADeclaredIntersection() {
        Map<String, Object> declared =
                Map.of("segments", Map.of("intersections", List.of(List.of("locale", "age_band"))));
        Map<String, Object> where = new LinkedHashMap<>();
        where.put("age_band", "18-25");
        where.put("locale", "de");

        Group parent = parentOf(with(rules(with(RULE, Map.of("where", where))), declared));

        assertThat(parent).isEqualTo(new Group("locale+age_band", "de+18-25"));
        assertThat(new Segmentation(null, List.of(List.of("locale", "age_band")), 10)
                        .groupsOf(Map.of("locale", "de", "age_band", "18-25")))
                .contains(parent);
    }

    @Test
    void refusesToWatchWhatIsNotCounted() {
        Map<String, Object> declared = Map.of("segments", Map.of("dimensions", List.of("locale")));
        assertThat(problems(with(
                        rules(
                                with(RULE, Map.of("id", "a", "where", Map.of("plan", "free"))),
                                with(RULE, Map.of("id", "b", "where", Map.of("evaluator", "3"))),
                                with(RULE, Map.of("id", "c", "dimensions", List.of("locale", "plan", "evaluator"))),
                                with(
                                        RULE,
                                        Map.of(
                                                "id",
                                                "d",
                                                "dimensions",
                                                List.of("locale"),
                                                "where",
                                                Map.of("locale", "de")))),
                        declared)))
                .containsExactly(
                        "rules[0].where.plan: is not among the policy's segments",
                        "rules[1].where.evaluator: is not possible; name the evaluator with the rule's key evaluator",
                        "rules[2].dimensions: 'plan' is not among the policy's segments",
                        "rules[3].dimensions: this version watches the group of where alone; leave out one of the two");
        assertThat(problems(rules(with(RULE, Map.of("where", new LinkedHashMap<>(Map.of("a", "1", "b", "2")))))))
                .singleElement()
                .asString()
                .startsWith("rules[0].where: several dimensions must be one of segments.intersections");
    }

    @Test
    void saysWhichKindsThereAre() {
        String kinds = RuleKinds.ALL.stream().map(RuleKind::name).collect(Collectors.joining(", "));
        assertThat(problems(rules(
                        Map.of("id", "d", "kind", "astrology", "sign", "leo", "severity", "LOW"),
                        Map.of("id", "x", "kind", "failure-rat", "severity", "LOW"))))
                .containsExactly(
                        "rules[0].kind: must be one of " + kinds + ", got 'astrology'",
                        "rules[1].kind: must be one of " + kinds + ", got 'failure-rat' (did you mean failure-rate?)");
    }

    @Test
    void refusesAFailureRateWithoutACategory() {
        Map<String, Object> rule = new HashMap<>(RULE);
        rule.remove("category");
        assertThat(problems(rules(rule))).containsExactly("rules[0].category: is required");
    }

    @Test
    void namesTheSameContentAlike() {
        Map<String, Object> policy = with(rules(RULE), Map.of("falseAlarms", Map.of("atMost", 1, "per", "P7D")));
        Map<String, Object> otherwise = new LinkedHashMap<>();
        otherwise.put("rules", List.of(new HashMap<>(with(RULE, Map.of("where", Map.of())))));
        otherwise.put("falseAlarms", Map.of("per", "PT168H", "atMost", 1.0));
        otherwise.put("escalation", List.of());
        otherwise.put("owner", null);
        otherwise.put("application", "billing");

        assertThat(policy(otherwise)).isEqualTo(policy(policy));
        assertThat(policy(policy).version()).matches("[0-9a-f]{12}");
    }

    @Test
    void namesOtherContentOtherwise() {
        assertThat(Arrays.asList(
                        rules(RULE),
                        rules(with(RULE, Map.of("ceiling", 0.031))),
                        rules(with(RULE, Map.of("dimensions", List.of()))),
                        rules(with(RULE, Map.of("runbook", "x"))),
                        with(rules(RULE), Map.of("application", "other"))))
                .extracting(tree -> policy(tree).version())
                .doesNotHaveDuplicates();
    }

    private static Policy policy(Object tree) {
        PolicyReading reading = PolicyReader.read(tree);
        assertThat(reading.problems()).isEmpty();
        return reading.policy().orElseThrow();
    }

    private static List<String> problems(Object tree) {
        PolicyReading reading = PolicyReader.read(tree);
        assertThat(reading.policy()).isEmpty();
        return reading.problems().stream().map(Problem::toString).toList();
    }

    private static Group parentOf(Map<String, Object> tree) {
        return policy(tree).rules().get(0).rule().basics().parent();
    }

    private static Map<String, Object> rules(Map<?, ?>... rules) {
        return Map.of("application", "billing", "rules", List.of(rules));
    }

    private static Map<String, Object> with(Map<String, Object> map, Map<String, ?> more) {
        Map<String, Object> both = new LinkedHashMap<>(map);
        both.putAll(more);
        return both;
    }
}
