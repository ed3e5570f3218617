package io.riskmonitor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.rule.Evidence;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.schema.FindingOutcome;
import io.riskmonitor.schema.MovedBin;
import io.riskmonitor.segment.Group;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PublishedTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    @Test
    void aFindingSaysEverythingThatIsKnown() {
        Evidence evidence = new Evidence.Builder(NOON.minusSeconds(60), NOON, 2)
                .trials(5, 10)
                .test(14.5, 13.25)
                .comparedWith(0.02)
                .baseline("b-1", 1_000)
                .smallestDetectable(OptionalDouble.of(0.05))
                .note("half of the traffic is unjudged")
                .figure("ratio", 1.5)
                .moved(List.of(new Evidence.Moved("refund", 0.25, 0.5, 0.125)))
                .exemplars(List.of("i-1"))
                .build();
        io.riskmonitor.schema.Finding published =
                Published.finding(finding(new Group("locale", "de"), "is credibly above 2.00 %", evidence));

        assertThat(published.getRule()).isEqualTo("ceiling");
        assertThat(published.getKind()).isEqualTo("failure-rate");
        assertThat(published.getSeverity()).isEqualTo(io.riskmonitor.schema.Severity.HIGH);
        assertThat(published.getApplication()).isEqualTo("billing");
        assertThat(published.getCategory()).isEqualTo(io.riskmonitor.schema.RiskCategory.HALLUCINATION);
        assertThat(published.getEvaluator()).isEqualTo("judge-a");
        assertThat(published.getDimension()).isEqualTo("locale");
        assertThat(published.getGroup()).isEqualTo("de");
        assertThat(published.getOutcome()).isEqualTo(FindingOutcome.BREACH);
        assertThat(published.getAt()).isEqualTo(NOON);
        assertThat(published.getPolicyVersion()).isEqualTo("v1");
        assertThat(published.getClaim()).isEqualTo("is credibly above 2.00 %");
        io.riskmonitor.schema.Evidence proof = published.getEvidence();
        assertThat(proof.getWindowStart()).isEqualTo(NOON.minusSeconds(60));
        assertThat(proof.getWindowEnd()).isEqualTo(NOON);
        assertThat(proof.getN()).isEqualTo(10);
        assertThat(proof.getFailures()).isEqualTo(5);
        assertThat(proof.getRate()).isEqualTo(0.5);
        assertThat(proof.getLower()).isEqualTo(evidence.lower()).isLessThan(0.5);
        assertThat(proof.getUpper()).isEqualTo(evidence.upper()).isGreaterThan(0.5);
        assertThat(proof.getStatistic()).isEqualTo(14.5);
        assertThat(proof.getThreshold()).isEqualTo(13.25);
        assertThat(proof.getBaselineId()).isEqualTo("b-1");
        assertThat(proof.getBaselineN()).isEqualTo(1_000);
        assertThat(proof.getBaselineRate()).isEqualTo(0.02);
        assertThat(proof.getSmallestDetectable()).isEqualTo(0.05);
        assertThat(proof.getNote()).isEqualTo("half of the traffic is unjudged");
        assertThat(proof.getFigures()).isEqualTo(Map.of("ratio", 1.5));
        assertThat(proof.getMoved()).containsExactly(new MovedBin("refund", 0.25, 0.5, 0.125));
        assertThat(proof.getExemplars()).containsExactly("i-1");
        assertThat(proof.getPartitionsLeftOut()).isEqualTo(2);
    }

    @Test
    void aFindingLeavesOutWhatIsUnknown() {
        Evidence nothing = new Evidence.Builder(NOON, NOON, 0)
                .trials(0, 0)
                .test(Double.NEGATIVE_INFINITY, 13.25)
                .figure("ratio", Double.NaN)
                .smallestDetectable(OptionalDouble.empty())
                .build();
        io.riskmonitor.schema.Finding published = Published.finding(finding(Group.ALL, "is well", nothing));

        assertThat(published.getDimension()).isNull();
        assertThat(published.getGroup()).isNull();
        io.riskmonitor.schema.Evidence proof = published.getEvidence();
        assertThat(proof.getRate()).isNull();
        assertThat(proof.getLower()).isNull();
        assertThat(proof.getUpper()).isNull();
        assertThat(proof.getStatistic()).isNull();
        assertThat(proof.getBaselineId()).isNull();
        assertThat(proof.getBaselineN()).isNull();
        assertThat(proof.getBaselineRate()).isNull();
        assertThat(proof.getSmallestDetectable()).isNull();
        assertThat(proof.getNote()).isNull();
        assertThat(proof.getFigures()).isEmpty();
        assertThat(proof.getMoved()).isEmpty();
    }

    private static Finding finding(Group group, String claim, Evidence evidence) {
        return new Finding(
                "ceiling",
                "failure-rate",
                Severity.HIGH,
                "billing",
                RiskCategory.HALLUCINATION,
                "judge-a",
                group,
                RuleOutcome.BREACH,
                NOON,
                "v1",
                claim,
                evidence);
    }
}
