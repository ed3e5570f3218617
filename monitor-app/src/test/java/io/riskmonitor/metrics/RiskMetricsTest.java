package io.riskmonitor.metrics;

import static io.riskmonitor.interaction.RiskCategory.HALLUCINATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.alert.AlertStatus;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.pane.Watermark;
import io.riskmonitor.pane.WindowRing.Window;
import io.riskmonitor.segment.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RiskMetricsTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final AlertKey GERMAN =
            new AlertKey("billing", "ceiling", "judge-a", HALLUCINATION, new Group("locale", "de"));

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RiskMetrics metrics = new RiskMetrics(registry, () -> NOON);

    RiskMetricsTest() {
        registry.throwExceptionOnRegistrationFailure();
    }

    @Test
    void anIncidentReadsLikeThis() {
        metrics.interaction("billing");
        metrics.interaction("billing");
        metrics.judged("billing", HALLUCINATION, "judge-a", Outcome.FAIL);
        metrics.refused(RefusalReason.MISSING_ID);
        metrics.late("billing");
        metrics.duplicate("billing");
        metrics.correction("billing");
        metrics.stray();
        metrics.groupOverflow("billing", "user");
        metrics.unknownSymbol("category");
        metrics.policyRejected();
        metrics.alertLatency(Duration.ofMillis(700));
        RiskMetrics.Owned task = metrics.newOwner();
        task.watermark(NOON.minusMillis(1_500));
        task.failureRatio("billing", HALLUCINATION, "judge-a", Window.ONE_HOUR, 0.25);
        task.coverageRatio("billing", HALLUCINATION, "judge-a", 0.5);
        firing(task, GERMAN, AlertStatus.FIRING);

        assertThat(samples()).containsExactlyInAnyOrder("""
                risk_interactions_total{application="billing"} 2.0
                risk_judged_total{application="billing",category="HALLUCINATION",evaluator="judge-a",outcome="FAIL"} 1.0
                risk_failure_ratio{application="billing",category="HALLUCINATION",evaluator="judge-a",window="1h"} 0.25
                risk_coverage_ratio{application="billing",category="HALLUCINATION",evaluator="judge-a"} 0.5
                risk_refusals_total{reason="IMPLAUSIBLE_TIME"} 0.0
                risk_refusals_total{reason="INVALID_COMMAND"} 0.0
                risk_refusals_total{reason="INVALID_POLICY"} 0.0
                risk_refusals_total{reason="INVALID_VALUE"} 0.0
                risk_refusals_total{reason="MISSING_APPLICATION"} 0.0
                risk_refusals_total{reason="MISSING_ID"} 1.0
                risk_refusals_total{reason="NO_INTERACTION"} 0.0
                risk_refusals_total{reason="TOO_LARGE"} 0.0
                risk_refusals_total{reason="UNDECODABLE"} 0.0
                risk_late_total{application="billing"} 1.0
                risk_alerts{application="billing",kind="failure-rate",severity="HIGH",state="FIRING"} 1.0
                risk_alert_firing{alert_id="id-1",application="billing",category="HALLUCINATION",dimension="locale",group="de",kind="failure-rate",owner="support-ai",severity="HIGH"} 1.0
                risk_alert_firing_overflow_total 0.0
                risk_watermark_delay_seconds 1.5
                risk_alert_latency_seconds_bucket{le="0.1"} 0
                risk_alert_latency_seconds_bucket{le="0.25"} 0
                risk_alert_latency_seconds_bucket{le="0.5"} 0
                risk_alert_latency_seconds_bucket{le="1.0"} 1
                risk_alert_latency_seconds_bucket{le="2.5"} 1
                risk_alert_latency_seconds_bucket{le="5.0"} 1
                risk_alert_latency_seconds_bucket{le="10.0"} 1
                risk_alert_latency_seconds_bucket{le="30.0"} 1
                risk_alert_latency_seconds_bucket{le="60.0"} 1
                risk_alert_latency_seconds_bucket{le="+Inf"} 1
                risk_alert_latency_seconds_count 1
                risk_alert_latency_seconds_sum 0.7
                risk_alert_latency_seconds_max 0.7
                risk_policy_rejected_total 1.0
                risk_duplicates_total{application="billing"} 1.0
                risk_corrections_total{application="billing"} 1.0
                risk_strays_total 1.0
                risk_group_overflow_total{application="billing",dimension="user"} 1.0
                risk_unknown_symbols_total{field="category"} 1.0
                """.split("\n"));
    }

    @Test
    void anAlertIsShownInOneStateAtATime() {
        RiskMetrics.Owned task = metrics.newOwner();

        firing(task, GERMAN, AlertStatus.PENDING);
        assertThat(value("risk_alerts", "PENDING")).isEqualTo("1.0");
        assertThat(samples("risk_alert_firing{")).isEmpty();

        firing(task, GERMAN, AlertStatus.FIRING);
        assertThat(value("risk_alerts", "PENDING")).isEqualTo("0.0");
        assertThat(value("risk_alerts", "FIRING")).isEqualTo("1.0");
        assertThat(samples("risk_alert_firing{")).hasSize(1);

        firing(task, GERMAN, AlertStatus.CLEARING);
        assertThat(value("risk_alerts", "FIRING")).isEqualTo("0.0");
        assertThat(value("risk_alerts", "CLEARING")).isEqualTo("1.0");
        assertThat(samples("risk_alert_firing{"))
                .as("it has not stopped firing yet")
                .hasSize(1);

        firing(task, GERMAN, AlertStatus.RESOLVED);
        assertThat(value("risk_alerts", "CLEARING")).isEqualTo("0.0");
        assertThat(samples("risk_alert_firing{")).isEmpty();
    }

    @Test
    void whatAnotherAlertExplainsIsCountedButDoesNotFire() {
        firing(metrics.newOwner(), GERMAN, AlertStatus.SUPPRESSED);

        assertThat(value("risk_alerts", "SUPPRESSED")).isEqualTo("1.0");
        assertThat(samples("risk_alert_firing{")).isEmpty();
    }

    @Test
    void aRepeatedTransitionCountsOnce() {
        RiskMetrics.Owned task = metrics.newOwner();
        firing(task, GERMAN, AlertStatus.FIRING);
        firing(task, GERMAN, AlertStatus.FIRING);

        assertThat(value("risk_alerts", "FIRING")).isEqualTo("1.0");
        assertThat(samples("risk_alert_firing{")).hasSize(1);
    }

    @Test
    void gaugesLeaveWithTheirTask() {
        RiskMetrics.Owned leaving = metrics.newOwner();
        leaving.watermark(NOON.minusSeconds(60));
        leaving.failureRatio("billing", HALLUCINATION, "judge-a", Window.ONE_HOUR, 0.25);
        leaving.coverageRatio("billing", HALLUCINATION, "judge-a", 0.5);
        firing(leaving, GERMAN, AlertStatus.FIRING);
        RiskMetrics.Owned staying = metrics.newOwner();
        staying.watermark(NOON.minusSeconds(2));
        staying.failureRatio("search", HALLUCINATION, "judge-a", Window.ONE_HOUR, 0.75);
        assertThat(samples("risk_watermark_delay_seconds"))
                .as("the furthest behind")
                .containsExactly("risk_watermark_delay_seconds 60.0");

        leaving.close();

        assertThat(samples("risk_failure_ratio")).singleElement().asString().endsWith(" 0.75");
        assertThat(samples("risk_coverage_ratio")).isEmpty();
        assertThat(samples("risk_alerts")).isEmpty();
        assertThat(samples("risk_alert_firing{")).isEmpty();
        assertThat(samples("risk_watermark_delay_seconds")).containsExactly("risk_watermark_delay_seconds 2.0");
    }

    @Test
    void eventTimeIsShownByStageAndPartitionOnceThereIsAny() {
        RiskMetrics.Owned task = metrics.newOwner();
        task.eventTime(RiskMetrics.Stage.OBSERVE, 2, Watermark.NONE);
        assertThat(samples("risk_event_time")).isEmpty();

        task.eventTime(RiskMetrics.Stage.OBSERVE, 2, 1_500);
        task.eventTime(RiskMetrics.Stage.JUDGE, 2, 1_000);
        assertThat(samples("risk_event_time"))
                .containsExactlyInAnyOrder(
                        "risk_event_time_timestamp_seconds{partition=\"2\",stage=\"observe\"} 1.5",
                        "risk_event_time_timestamp_seconds{partition=\"2\",stage=\"judge\"} 1.0");
        task.close();
        assertThat(samples("risk_event_time")).isEmpty();
    }

    @Test
    void aTaskThatTakesOverBeforeTheOtherLeavesKeepsItsGauges() {
        RiskMetrics.Owned before = metrics.newOwner();
        RiskMetrics.Owned after = metrics.newOwner();
        before.failureRatio("billing", HALLUCINATION, "judge-a", Window.ONE_HOUR, 0.25);
        after.failureRatio("billing", HALLUCINATION, "judge-a", Window.ONE_HOUR, 0.25);
        firing(before, GERMAN, AlertStatus.FIRING);
        firing(after, GERMAN, AlertStatus.FIRING);

        before.close();

        assertThat(samples("risk_failure_ratio")).singleElement().asString().endsWith(" 0.25");
        assertThat(value("risk_alerts", "FIRING")).isEqualTo("1.0");
        assertThat(samples("risk_alert_firing{")).singleElement().asString().endsWith(" 1.0");
    }

    @Test
    void aRatioWithoutTrialsIsNotZeroButAbsent() {
        RiskMetrics.Owned task = metrics.newOwner();
        task.failureRatio("billing", HALLUCINATION, "judge-a", Window.ONE_HOUR, 0.25);
        task.failureRatio("billing", HALLUCINATION, "judge-a", Window.ONE_HOUR, Double.NaN);

        assertThat(samples("risk_failure_ratio")).isEmpty();
    }

    @Test
    void applicationsBeyondTheBoundShareOneSeries() {
        for (int i = 0; i < 300; i++) {
            metrics.interaction("app-" + i);
            metrics.interaction("app-" + i);
        }

        assertThat(samples("risk_interactions_total"))
                .hasSize(RiskMetrics.MAX_APPLICATIONS + 1)
                .contains("risk_interactions_total{application=\"app-199\"} 2.0")
                .contains("risk_interactions_total{application=\"__other__\"} 200.0");
    }

    @Test
    void evaluatorsAreBoundedPerApplication() {
        for (int i = 0; i < 150; i++) {
            metrics.judged("billing", HALLUCINATION, "judge-" + i, Outcome.PASS);
            metrics.judged("search", HALLUCINATION, "judge-" + i, Outcome.PASS);
            metrics.newOwner().failureRatio("billing", HALLUCINATION, "judge-" + i, Window.ONE_HOUR, 0.5);
        }

        assertThat(samples("risk_judged_total"))
                .hasSize(2 * (RiskMetrics.MAX_EVALUATORS + 1))
                .contains(
                        "risk_judged_total{application=\"billing\",category=\"HALLUCINATION\",evaluator=\"__other__\",outcome=\"PASS\"} 50.0");
        assertThat(samples("risk_failure_ratio"))
                .as("no ratio of a mixture")
                .hasSize(RiskMetrics.MAX_EVALUATORS)
                .noneMatch(sample -> sample.contains("__other__"));
    }

    @Test
    void dimensionsAreBounded() {
        for (int i = 0; i < 150; i++) {
            metrics.groupOverflow("billing", "dimension-" + i);
        }

        assertThat(samples("risk_group_overflow_total")).hasSize(RiskMetrics.MAX_DIMENSIONS + 1);
    }

    @Test
    void goldCasesAreBoundedPerApplication() {
        for (int i = 0; i < 250; i++) {
            metrics.goldFailure("billing", "case-" + i);
        }
        metrics.goldFailure("shop", "case-249");

        assertThat(samples("risk_gold_failures_total"))
                .hasSize(RiskMetrics.MAX_GOLD_CASES + 2)
                .contains(
                        "risk_gold_failures_total{application=\"billing\",case=\"__other__\"} 50.0",
                        "risk_gold_failures_total{application=\"shop\",case=\"case-249\"} 1.0");
    }

    @Test
    void moreFiringAlertsThanThereIsRoomForAreStillCounted() {
        RiskMetrics.Owned task = metrics.newOwner();
        for (int i = 0; i < 1_100; i++) {
            AlertKey key = new AlertKey("billing", "ceiling", "judge-a", HALLUCINATION, new Group("user", "u-" + i));
            task.alert("id-" + i, key, AlertStatus.FIRING, false, Severity.HIGH, "failure-rate", null);
        }

        assertThat(samples("risk_alert_firing{")).hasSize(RiskMetrics.MAX_FIRING);
        assertThat(value("risk_alerts", "FIRING")).isEqualTo("1100.0");
        assertThat(samples("risk_alert_firing_overflow_total"))
                .containsExactly("risk_alert_firing_overflow_total 100.0");
    }

    private static void firing(RiskMetrics.Owned task, AlertKey key, AlertStatus status) {
        task.alert("id-1", key, status, false, Severity.HIGH, "failure-rate", "support-ai");
    }

    private String value(String name, String state) {
        return samples(name + "{").stream()
                .filter(sample -> sample.contains("state=\"" + state + "\""))
                .map(sample -> sample.substring(sample.lastIndexOf(' ') + 1))
                .collect(Collectors.joining());
    }

    private List<String> samples() {
        return samples("");
    }

    private List<String> samples(String prefix) {
        return registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#") && line.startsWith(prefix))
                .toList();
    }
}
