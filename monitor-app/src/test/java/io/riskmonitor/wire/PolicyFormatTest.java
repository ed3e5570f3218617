package io.riskmonitor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.config.DeclaredPolicy;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.document.Problem;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.policy.PolicyReader;
import io.riskmonitor.schema.PolicyRule;
import io.riskmonitor.schema.RiskCategory;
import io.riskmonitor.schema.RiskPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
        RiskPolicy avro = PolicyFormat.avro(declared.tree());
        RiskPolicy received = RiskPolicy.fromByteBuffer(avro.toByteBuffer());
        return PolicyReader.read(PolicyFormat.tree(received)).policy().orElseThrow();
    }
}
