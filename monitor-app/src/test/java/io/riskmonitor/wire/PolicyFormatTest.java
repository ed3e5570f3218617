package io.riskmonitor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.config.DeclaredPolicy;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.document.Problem;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.policy.PolicyReader;
import io.riskmonitor.policy.PolicyReading;
import io.riskmonitor.rule.RuleKind;
import io.riskmonitor.rule.RuleKinds;
import io.riskmonitor.schema.PolicyRule;
import io.riskmonitor.schema.RiskCategory;
import io.riskmonitor.schema.RiskPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFormatTest {

    @TempDir
    Path directory;

    @Test
    void aPolicyIsTheSameAfterItsWayThroughAvro() throws IOException {
        DeclaredPolicy declared = declared("""
                application: billing
                owner: {team: support, contact: "#support"}
                falseAlarms: {atMost: 2, per: P1W}
                segments: {dimensions: [locale], intersections: [[locale, plan]], maxGroups: 20}
                escalation: [{notify: on-call, acknowledgeWithin: PT15M}, {notify: officer}]
                rules:
                  - {id: a, kind: failure-rate, category: HALLUCINATION, ceiling: 0.03, severity: HIGH, minTrials: 50}
                  - {id: b, kind: failure-rate, category: MISUSE, ceiling: 0.1, severity: LOW, where: {locale: de, plan: free}}
                  - {id: c, kind: failure-rate, category: MISUSE, ceiling: 0.1, severity: LOW, dimensions: [], hold: {fireAfter: PT1M}}
                  - {id: d, kind: failure-rate, category: MISUSE, ceiling: 0.1, severity: LOW, dimensions: [locale, release]}
                """);

        assertThat(afterAvro(declared)).isEqualTo(declared.policy());
    }

    @Test
    void whatIsNotSaidStaysUnsaid() throws IOException {
        DeclaredPolicy declared = declared("{application: billing, owner: {}, segments: {dimensions: []}, rules: []}");

        assertThat(afterAvro(declared)).isEqualTo(declared.policy());
    }

    /** What a rule does not say may be an empty map in Avro; {@code where} is. */
    @Test
    void aRuleOfEveryKindThatSaysNoMoreThanItMustIsTheSameAfterItsWayThroughAvro() throws IOException {
        assertSameAfterAvro("""
                application: billing
                rules:
                  - {id: a, kind: failure-rate, category: HALLUCINATION, ceiling: 0.03, severity: HIGH}
                  - {id: b, kind: burn-rate, category: MISUSE, objective: 0.99, severity: HIGH}
                  - {id: c, kind: disparity, category: MISUSE, dimension: locale, severity: HIGH}
                  - {id: d, kind: release, category: MISUSE, severity: HIGH}
                  - {id: e, kind: silence, within: PT1H, severity: HIGH}
                  - {id: f, kind: agreement, evaluator: judge-a, against: HUMAN, minKappa: 0.6, severity: LOW}
                  - {id: g, kind: drift, label: intent, baseline: {learn: P3D}, severity: LOW}
                  - {id: h, kind: critical, category: DATA_LEAKAGE, sources: [HUMAN], severity: CRITICAL}
                  - {id: i, kind: loss, category: UNSAFE_ADVICE, evaluator: judge-a, maxLoss: 50, severity: HIGH}
                """);
    }

    @Test
    void aRuleOfEveryKindThatSaysAllItCanIsTheSameAfterItsWayThroughAvro() throws IOException {
        DeclaredPolicy declared = assertSameAfterAvro("""
                application: billing
                segments: {dimensions: [locale, plan], intersections: [[locale, plan]]}
                rules:
                  - {id: a, kind: failure-rate, category: HALLUCINATION, evaluator: judge-a, ceiling: 0.03, minTrials: 50,
                     baseline: {learn: P3D, minTrials: 900, minFailures: 9}, severity: HIGH, dimensions: [locale],
                     hold: {fireAfter: PT1M, resolveAfter: PT2M}, owner: support, runbook: "https://wiki.example/a"}
                  - {id: a2, kind: failure-rate, category: HALLUCINATION, severity: HIGH,
                     baseline: {from: "2026-05-01T12:00:00Z", to: "2026-05-02T12:00:00Z"}, where: {locale: de, plan: free}}
                  - {id: b, kind: burn-rate, category: MISUSE, objective: 0.99, over: P28D, severity: HIGH, dimensions: []}
                  - {id: c, kind: disparity, category: MISUSE, dimension: locale, stratifyBy: plan, maxRatio: 2,
                     minDifference: 0.01, minTrials: 200, minFailures: 20, severity: HIGH}
                  - {id: d, kind: release, category: MISUSE, maxRatio: 1.5, minDifference: 0.02, minTrials: 300,
                     minFailures: 30, severity: HIGH}
                  - {id: e, kind: silence, category: MISUSE, evaluator: judge-a, within: PT1H, minCoverage: 0.2, severity: HIGH}
                  - {id: f, kind: agreement, category: MISUSE, evaluator: judge-a, against: GOLD, minKappa: 0.6,
                     maxFalsePositiveRate: 0.1, maxFalseNegativeRate: 0.2, minPairs: 70, severity: LOW}
                  - {id: g, kind: drift, score: judge-a, category: MISUSE, baseline: {learn: P3D}, window: PT2H, minPsi: 0.2,
                     severity: LOW}
                  - {id: g2, kind: drift, label: intent, baseline: {learn: P3D}, where: {locale: de}, severity: LOW}
                  - {id: g3, kind: drift, measure: latency_ms, baseline: {learn: P3D}, severity: LOW}
                  - {id: h, kind: critical, category: DATA_LEAKAGE, sources: [HUMAN, GUARDRAIL], minConfidence: 0.9, reviewWithin: PT4H,
                     severity: CRITICAL}
                  - {id: i, kind: loss, category: UNSAFE_ADVICE, evaluator: judge-a, maxLoss: 50, severity: HIGH,
                     where: {plan: free}}
                """);
        List<String> said = ((List<?>) declared.tree().get("rules"))
                .stream()
                        .flatMap(rule -> ((Map<?, ?>) rule).keySet().stream())
                        .map(String::valueOf)
                        .toList();
        assertThat(said)
                .as("no key of a rule is left out")
                .containsAll(PolicyRule.getClassSchema().getFields().stream()
                        .map(Schema.Field::name)
                        .toList());
    }

    /** Fails where a kind of rule has no rule in the policy. */
    private DeclaredPolicy assertSameAfterAvro(String yaml) throws IOException {
        DeclaredPolicy declared = declared(yaml);
        PolicyReading after = PolicyReader.read(PolicyFormat.tree(received(declared)));

        assertThat(declared.policy().rules())
                .extracting(rule -> rule.rule().kind())
                .containsAll(RuleKinds.ALL.stream().map(RuleKind::name).toList());
        assertThat(after.problems()).isEmpty();
        assertThat(after.policy()).contains(declared.policy());
        return declared;
    }

    @Test
    void theBuiltInPolicyIsTheSameAfterItsWayThroughAvro() throws IOException {
        DeclaredPolicy declared = declared(PolicyFiles.builtInText());

        assertThat(afterAvro(declared)).isEqualTo(PolicyFiles.builtIn());
    }

    @Test
    void aPolicyThatComesByKafkaIsCheckedLikeAFile() {
        RiskPolicy policy = RiskPolicy.newBuilder()
                .setApplication("billing")
                .setRules(List.of(PolicyRule.newBuilder()
                        .setId("a")
                        .setKind("failure-rate")
                        .setCategory(RiskCategory.UNSPECIFIED)
                        .setCeiling(3.0)
                        .build()))
                .build();

        assertThat(PolicyReader.read(PolicyFormat.tree(policy)).problems())
                .extracting(Problem::path)
                .containsExactlyInAnyOrder("rules[0].category", "rules[0].ceiling", "rules[0].severity");
    }

    @Test
    void everyPublishedPolicyHasItsOwnLists() {
        Map<String, Object> tree = Map.of("application", "billing", "rules", List.of());
        PolicyFormat.avro(tree).getEscalation().clear();
        assertThat(PolicyFormat.avro(tree).getEscalation())
                .isNotSameAs(PolicyFormat.avro(tree).getEscalation());
    }

    private DeclaredPolicy declared(String yaml) throws IOException {
        return PolicyFiles.readDeclared(Files.writeString(directory.resolve("policy.yaml"), yaml))
                .get(0);
    }

    private static Policy afterAvro(DeclaredPolicy declared) throws IOException {
        return PolicyReader.read(PolicyFormat.tree(received(declared))).policy().orElseThrow();
    }

    private static RiskPolicy received(DeclaredPolicy declared) throws IOException {
        return RiskPolicy.fromByteBuffer(PolicyFormat.avro(declared.tree()).toByteBuffer());
    }
}
