package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.interaction;
import static io.riskmonitor.scenario.Event.time;
import static io.riskmonitor.schema.AlertState.CLEARING;
import static io.riskmonitor.schema.AlertState.FIRING;
import static io.riskmonitor.schema.AlertState.PENDING;
import static io.riskmonitor.schema.AlertState.RESOLVED;
import static io.riskmonitor.schema.AlertState.SUPPRESSED;
import static io.riskmonitor.schema.Outcome.FAIL;
import static io.riskmonitor.schema.Outcome.PASS;
import static io.riskmonitor.schema.Outcome.UNSURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.scenario.Event;
import io.riskmonitor.scenario.Traffic;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.AlertState;
import io.riskmonitor.schema.Evidence;
import io.riskmonitor.schema.Finding;
import io.riskmonitor.stats.WilsonInterval;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertsTest {

    private static final String POLICY = """
            application: billing
            owner: {team: support-ai, runbook: "https://wiki.example/billing"}
            segments: {dimensions: [locale]}
            rules:
              - {id: ceiling, kind: failure-rate, category: HALLUCINATION, ceiling: 0.05, severity: HIGH}
            """;

    private static final List<Event> INCIDENT = Traffic.withIncident(1);

    /** Of the incident what comes before the recovery. */
    private static final List<Event> RISE = INCIDENT.stream()
            .filter(event -> event.time().isBefore(time("12:01:00")))
            .toList();

    /** The alerts of the incident, its events in order and once. */
    private static List<Alert> usual = List.of();

    @BeforeAll
    static void alertAsUsual() {
        usual = alerts(INCIDENT, 100);
    }

    @Test
    void aRiseFiresOnceWithItsProofAndResolvesAfterTheHold() {
        try (Rig rig = Rig.standard()) {
            rig.declare(POLICY).send(INCIDENT, 100).finish();

            List<Alert> alerts = ofAllTraffic(rig.alerts());
            assertThat(alerts).extracting(Alert::getState).containsExactly(FIRING, CLEARING, RESOLVED);
            assertThat(alerts)
                    .extracting(Alert::getAlertId)
                    .containsOnly(alerts.get(0).getAlertId());
            Alert firing = alerts.get(0);
            assertThat(firing.getAt()).isBetween(time("12:00:30"), time("12:00:50"));
            assertThat(firing.getAlertKey()).isEqualTo("billing|ceiling|judge-a|HALLUCINATION||");
            assertThat(firing.getOwner()).isEqualTo("support-ai");
            assertThat(firing.getRunbook()).isEqualTo("https://wiki.example/billing");
            assertThat(firing.getPolicyVersion())
                    .isEqualTo(rig.policies().policyOf("billing").version());
            assertThat(firing.getSummary()).contains("billing", "judge-a", "HALLUCINATION", "5.0");
            assertProves(firing.getEvidence());
            Duration hold =
                    Duration.between(alerts.get(1).getAt(), alerts.get(2).getAt());
            assertThat(hold).isEqualTo(Duration.ofMinutes(1));
        }
    }

    private static void assertProves(Evidence evidence) {
        assertThat(evidence.getWindowStart()).isBetween(time("12:00:00"), time("12:00:40"));
        assertThat(evidence.getWindowEnd()).isAfter(evidence.getWindowStart());
        long trials = INCIDENT.stream()
                .filter(event -> event.value() instanceof io.riskmonitor.schema.Interaction)
                .filter(event -> !event.time().isBefore(evidence.getWindowStart()))
                .filter(event -> event.time().isBefore(evidence.getWindowEnd()))
                .count();
        assertThat(evidence.getN())
                .as("trials in the window, a second more or less")
                .isBetween(trials - 5, trials + 5);
        assertThat(evidence.getRate()).isEqualTo((double) evidence.getFailures() / evidence.getN());
        WilsonInterval wilson = WilsonInterval.of(evidence.getFailures(), evidence.getN(), WilsonInterval.Z_95);
        assertThat(evidence.getLower()).isEqualTo(wilson.lower()).isGreaterThan(0.05);
        assertThat(evidence.getUpper()).isEqualTo(wilson.upper());
        assertThat(evidence.getStatistic()).isGreaterThanOrEqualTo(evidence.getThreshold());
        assertThat(evidence.getBaselineRate()).isEqualTo(0.05);
        assertThat(evidence.getExemplars()).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void currentAlertsHoldWhatIsNotOver() {
        try (Rig rig = Rig.standard()) {
            rig.declare(POLICY).send(RISE, 100);
            String key = "billing|ceiling|judge-a|HALLUCINATION||";
            assertThat(current(rig, key)).singleElement().satisfies(record -> assertThat(record.value())
                    .isNotNull());

            rig.send(INCIDENT.subList(RISE.size(), INCIDENT.size()), 100).finish();

            List<TestRecord<byte[], byte[]>> after = current(rig, key);
            assertThat(after).hasSize(2);
            assertThat(after.get(0).value()).as("clearing").isNotNull();
            assertThat(after.get(1).value()).as("resolved").isNull();
        }
    }

    private static List<TestRecord<byte[], byte[]>> current(Rig rig, String key) {
        return rig.records(Rig.TOPICS.currentAlerts()).stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals(key))
                .toList();
    }

    @Test
    void theSameEventsGiveTheSameBytes() {
        assertThat(published(INCIDENT)).isNotEmpty().isEqualTo(published(INCIDENT));
    }

    private static List<String> published(List<Event> events) {
        try (Rig rig = Rig.standard()) {
            rig.declare(POLICY).send(events, 100).finish();
            return rig.records(Rig.TOPICS.alerts()).stream()
                    .map(record -> new String(record.value(), StandardCharsets.ISO_8859_1))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000})
    void theSameAlertsComeHoweverOftenTalliesAreSent(int eventsPerFlush) {
        assertThat(alerts(INCIDENT, eventsPerFlush)).isEqualTo(usual);
    }

    /** Half a minute later the judge takes every other failure back, and finds some that it had missed. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void theSameIsFoundWhetherCorrectionsAreReadBeforeTheirPanesAreJudgedOrAfter(int eventsPerFlush) {
        List<Event> corrected = new ArrayList<>(INCIDENT);
        for (int i = 0; i < INCIDENT.size(); i++) {
            if (INCIDENT.get(i).value() instanceof io.riskmonitor.schema.Interaction interaction
                    && !interaction.getVerdicts().isEmpty()) {
                boolean failed = interaction.getVerdicts().get(0).getOutcome() == FAIL;
                if (failed && i % 2 == 0 || i % 20 == 0) {
                    corrected.add(Event.verdict(interaction.getInteractionId())
                            .at(interaction.getOccurredAt().plusSeconds(30))
                            .by("judge-a", failed ? PASS : FAIL));
                }
            }
        }
        corrected.sort(Comparator.comparing(Event::time));

        List<Finding> findings = findings(corrected, eventsPerFlush);

        assertThat(findings).hasSize(findings(INCIDENT, 50).size()).isNotEqualTo(findings(INCIDENT, 50));
        List<Finding> expected = findings(corrected, 50);
        for (int i = 0; i < findings.size(); i++) {
            assertThat(findings.get(i)).isEqualTo(expected.get(i));
        }
    }

    private static List<Finding> findings(List<Event> events, int eventsPerFlush) {
        try (Rig rig = everyFinding()) {
            return rig.declare(POLICY).send(events, eventsPerFlush).finish().findings();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void theSameAlertsComeWhenEventsAreRepeated(long seed) {
        assertThat(alerts(Traffic.repeated(INCIDENT, seed), 100)).isEqualTo(usual);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theSameAlertsComeWhenEventsAreOutOfOrderWithinTheBound(long seed) {
        Duration bound = MonitorConfig.Observe.DEFAULT.outOfOrder();
        List<Event> shuffled = Traffic.outOfOrder(INCIDENT, bound, seed);

        assertThat(shuffled).isNotEqualTo(INCIDENT);
        assertThat(alerts(shuffled, 13)).isEqualTo(usual);
    }

    private static List<Alert> alerts(List<Event> events, int eventsPerFlush) {
        try (Rig rig = Rig.standard()) {
            rig.declare(POLICY).send(events, eventsPerFlush).finish();
            List<Alert> alerts = rig.alerts();
            assertThat(ofAllTraffic(alerts)).extracting(Alert::getState).contains(FIRING, RESOLVED);
            return alerts;
        }
    }

    @Test
    void aParentThatFiresExplainsItsChildren() {
        try (Rig rig = Rig.standard()) {
            rig.declare(POLICY).send(INCIDENT, 100);

            Alert parent = ofAllTraffic(rig.alerts()).get(0);
            Alert child = ofLocale("fr", rig.alerts()).get(0);
            assertThat(parent.getState()).isEqualTo(FIRING);
            assertThat(child.getAt()).isAfterOrEqualTo(parent.getAt());
            assertThat(child.getState()).isEqualTo(SUPPRESSED);
            assertThat(child.getParentAlertId()).isEqualTo(parent.getAlertId());
        }
    }

    @Test
    void aChildThatIsWorseThanItsParentFiresItself() {
        List<Event> events = Traffic.of(2)
                .lasting(Duration.ofSeconds(20), 0.02)
                .lasting(Duration.ofSeconds(40), 0, 0.3)
                .lasting(Duration.ofSeconds(20), 0.95, 0.3)
                .events();
        try (Rig rig = Rig.standard()) {
            rig.declare(POLICY).send(events, 100).finish();

            assertThat(ofAllTraffic(rig.alerts())).extracting(Alert::getState).containsExactly(FIRING);
            Alert parent = ofAllTraffic(rig.alerts()).get(0);
            Alert child = ofLocale("de", rig.alerts()).get(0);
            assertThat(child.getState()).isEqualTo(FIRING);
            assertThat(child.getAt()).isAfter(parent.getAt());
            assertThat(child.getEvidence().getLower())
                    .isGreaterThan(parent.getEvidence().getUpper());
        }
    }

    @Test
    void aParentFiresBeforeItsChildWhenTheirHoldsEndTogether() {
        try (Rig rig = Rig.standard()) {
            rig.declare(POLICY.replace("severity: HIGH", "severity: HIGH, hold: {fireAfter: PT10S}"));
            for (int i = 0; i < 60; i++) {
                rig.send(interaction("i-" + i)
                                .at(Event.NOON.plusSeconds(i))
                                .locale("de")
                                .judged("judge-a", FAIL))
                        .flush();
            }

            List<AlertState> states = rig.alerts().stream().map(Alert::getState).toList();
            assertThat(states).containsExactly(PENDING, PENDING, FIRING, SUPPRESSED);
            assertThat(ofAllTraffic(rig.alerts())).extracting(Alert::getState).containsExactly(PENDING, FIRING);
        }
    }

    @Test
    void silenceOfTrafficResolvesNothing() {
        try (Rig rig = Rig.standard()) {
            rig.declare(POLICY).send(RISE, 100).finish().finish();
            rig.send(interaction("later").at("18:00:00")).finish();

            assertThat(ofAllTraffic(rig.alerts())).extracting(Alert::getState).containsExactly(FIRING);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 1_000})
    void theAlertOfAReleaseThatIsNoLongerSeenEndsAfterADay(int eventsPerFlush) {
        List<Event> events = new ArrayList<>();
        Instant start = Event.NOON.minus(Duration.ofDays(2));
        for (int i = 0; i < 600; i++) {
            boolean canary = i % 2 == 0;
            events.add(interaction("i-" + i)
                    .at(start.plusMillis(100 * i))
                    .release(canary ? "m-2" : "m-1")
                    .judged("judge-a", canary && i % 4 == 0 ? FAIL : PASS));
        }
        for (int i = 1; i < 27 * 6; i++) {
            Instant at = start.plus(Duration.ofMinutes(10L * i));
            events.add(interaction("later-" + i).at(at).release("m-1").judged("judge-a", PASS));
        }
        try (Rig rig = Rig.standard()) {
            rig.declare(POLICY.replace("severity: HIGH", "severity: HIGH, dimensions: [release]"));
            rig.send(events, eventsPerFlush).finish();

            List<Alert> ofCanary = rig.alerts().stream()
                    .filter(alert -> "m-2".equals(alert.getGroup()))
                    .toList();
            assertThat(ofCanary).extracting(Alert::getState).contains(FIRING).endsWith(RESOLVED);
            Alert resolved = ofCanary.get(ofCanary.size() - 1);
            assertThat(resolved.getAt())
                    .isEqualTo(start.plus(Duration.ofHours(25)).plusSeconds(1));
            assertThat(resolved.getAlertId()).isEqualTo(ofCanary.get(0).getAlertId());
            assertThat(resolved.getSummary())
                    .startsWith(
                            "HALLUCINATION of release=m-2 in billing, judged by judge-a is over: it is no longer seen,"
                                    + " with no trials in 24 hours in which others had some"
                                    + " (the alert said: it is credibly above 5.00 %)");
        }
    }

    @Test
    void aRuleGoesOnWithAnotherCeiling() {
        try (Rig rig = Rig.standard()) {
            rig.declare(POLICY).send(INCIDENT.subList(0, 200), 10);

            rig.declare(POLICY.replace("ceiling: 0.05", "ceiling: 0.6"));
            rig.send(INCIDENT.subList(200, 500), 10);
            assertThat(rig.alerts()).as("half of them fail at most").isEmpty();

            rig.declare(POLICY);
            rig.send(INCIDENT.subList(500, INCIDENT.size()), 10).finish();
            assertThat(rig.findings())
                    .last()
                    .extracting(finding -> finding.getEvidence().getBaselineRate())
                    .isEqualTo(0.05);
        }
    }

    @Test
    void anAlertEndsWhenItsRuleIsWithdrawn() {
        try (Rig rig = Rig.standard()) {
            rig.declare(POLICY).send(RISE, 100);

            rig.declare("{application: billing, rules: []}");
            rig.send(interaction("later").at("12:02:00")).finish();

            assertThat(ofAllTraffic(rig.alerts())).extracting(Alert::getState).containsExactly(FIRING, RESOLVED);
        }
    }

    @Test
    void aRuleOnVersionsOfAnEvaluatorStandsACorrectionByANewOne() {
        try (Rig rig = Rig.standard()) {
            rig.declare(POLICY.replace("severity: HIGH", "severity: HIGH, dimensions: [evaluator]"));
            rig.send(
                    interaction("i-1"),
                    Event.verdict("i-1").by("judge-a", PASS).version("3"),
                    Event.verdict("i-1").by("judge-a", UNSURE).version("4"),
                    interaction("i-2"),
                    Event.verdict("i-2").by("judge-a", PASS).version("3"),
                    Event.verdict("i-2").by("judge-a", FAIL).version("4"),
                    interaction("i-3").at("12:00:30"));
            rig.finish();
            assertThat(rig.refusals()).extracting(Rig.Refused::detail).isEmpty();

            assertThat(rig.findings())
                    .filteredOn(finding -> "judge-a@3".equals(finding.getGroup()))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.getEvidence().getN()).isEqualTo(1);
                        assertThat(finding.getEvidence().getFailures()).isEqualTo(1);
                    });
        }
    }

    @Test
    void aLateEventWithinTheAllowanceCountsInWindows() {
        try (Rig rig = everyFinding()) {
            rig.declare(POLICY);
            rig.send(
                            interaction("i-1").judged("judge-a", PASS),
                            interaction("i-2").at("12:00:10"))
                    .flush();
            assertThat(rig.findings()).extracting(f -> f.getEvidence().getN()).contains(1L);

            rig.send(interaction("late").at("12:00:00.5").judged("judge-a", FAIL))
                    .flush();
            rig.send(interaction("i-3").at("12:00:11").judged("judge-a", PASS)).finish();

            Evidence last = lastOfAllTraffic(rig.findings()).getEvidence();
            assertThat(last.getN()).isEqualTo(3);
            assertThat(last.getFailures()).isEqualTo(1);
            assertThat(rig.gauge("risk_failure_ratio", "application", "billing", "window", "1h"))
                    .isEqualTo(1 / 3.0);
        }
    }

    @Test
    void lateEventsDoNotNameAnInteractionTwice() {
        try (Rig rig = everyFinding()) {
            rig.declare(POLICY);
            rig.send(
                            interaction("i-1").judged("judge-a", FAIL),
                            interaction("i-2").at("12:00:10"))
                    .flush();

            rig.send(interaction("late").at("12:00:00.5").judged("judge-a", FAIL))
                    .flush();
            rig.send(interaction("i-3").at("12:00:11").judged("judge-a", FAIL)).finish();

            assertThat(lastOfAllTraffic(rig.findings()).getEvidence().getExemplars())
                    .containsExactly("i-1", "late", "i-3");
        }
    }

    private static Rig everyFinding() {
        MonitorConfig.Judge judge = MonitorConfig.Judge.DEFAULT;
        return Rig.of(MonitorConfig.Observe.DEFAULT, new MonitorConfig.Judge(judge.patience(), Duration.ofSeconds(1)));
    }

    private static Finding lastOfAllTraffic(List<Finding> findings) {
        List<Finding> ofAllTraffic =
                findings.stream().filter(f -> f.getDimension() == null).toList();
        return ofAllTraffic.get(ofAllTraffic.size() - 1);
    }

    private static List<Alert> ofAllTraffic(List<Alert> alerts) {
        return alerts.stream().filter(alert -> alert.getDimension() == null).toList();
    }

    private static List<Alert> ofLocale(String locale, List<Alert> alerts) {
        return alerts.stream().filter(alert -> locale.equals(alert.getGroup())).toList();
    }
}
