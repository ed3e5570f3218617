package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.time;
import static io.riskmonitor.schema.AlertState.CLEARING;
import static io.riskmonitor.schema.AlertState.FIRING;
import static io.riskmonitor.schema.AlertState.RESOLVED;
import static io.riskmonitor.schema.AlertState.SUPPRESSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.scenario.Event;
import io.riskmonitor.scenario.Traffic;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.Answer;
import io.riskmonitor.schema.Command;
import io.riskmonitor.schema.CommandKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people say to alerts, from the topic of commands to the published alerts. */
class CommandsTest {

    private static final String POLICY = """
            application: billing
            segments: {dimensions: [locale]}
            rules:
              - {id: ceiling, kind: failure-rate, category: HALLUCINATION, ceiling: 0.05, severity: HIGH}
            """;

    private static final List<Event> INCIDENT = Traffic.withIncident(1);

    /** The clock of the rig. */
    private static final Instant NOW = time("23:00:00");

    private final Rig rig = Rig.standard().declare(POLICY);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void anAcknowledgementTravelsWithTheAlertFromThenOn() {
        Alert firing = fire();
        Command ack = command("c-1", CommandKind.ACKNOWLEDGE, firing)
                .setReason("looking")
                .build();

        rig.tell(ack, ack).send(recovery(), 100).finish();

        List<Alert> alerts = ofAllTraffic();
        assertThat(alerts).extracting(Alert::getState).containsExactly(FIRING, FIRING, CLEARING, RESOLVED);
        assertThat(alerts.get(0).getAcknowledgement()).isNull();
        assertThat(alerts.subList(1, 4))
                .extracting(Alert::getAcknowledgement)
                .containsOnly(new Answer("c-1", "ada", NOW, "looking", null));
        assertThat(rig.refusals()).isEmpty();
    }

    @Test
    void theLastWordOnAnAlertIsTheLaterOne() {
        Alert firing = fire();
        Command first = command("c-1", CommandKind.ACKNOWLEDGE, firing).build();
        Command second = command("c-2", CommandKind.ACKNOWLEDGE, firing)
                .setBy("grace")
                .setAt(NOW.plusSeconds(1))
                .build();

        rig.tell(first, second, first).flush();

        assertThat(ofAllTraffic())
                .extracting(alert -> alert.getAcknowledgement() == null
                        ? ""
                        : alert.getAcknowledgement().getBy())
                .containsExactly("", "ada", "grace");
    }

    @Test
    void aClosedAlertIsOverAndStaysSoWhileItsRuleStillBreaches() {
        Alert firing = fire();
        Command close = command("c-1", CommandKind.CLOSE, firing)
                .setReason("a test of ours")
                .build();

        rig.tell(close, close);
        rig.send(rise("12:00:50", "12:01:00"), 100).send(recovery(), 100).finish();

        List<Alert> alerts = ofAllTraffic();
        assertThat(alerts).extracting(Alert::getState).containsExactly(FIRING, RESOLVED);
        Alert closed = alerts.get(1);
        assertThat(closed.getClosure()).isEqualTo(new Answer("c-1", "ada", NOW, "a test of ours", null));
        assertThat(closed.getSummary()).contains("is over: ada closed it, a test of ours");
        assertThat(rig.refusals()).as("the second time it was closed").isEmpty();
    }

    @Test
    void afterItsRuleHasClearedAClosedAlertMayComeBack() {
        List<Event> twice = Traffic.of(1)
                .lasting(Duration.ofSeconds(60), 0.5)
                .lasting(Duration.ofSeconds(150), 0)
                .lasting(Duration.ofSeconds(60), 0.5)
                .lasting(Duration.ofSeconds(150), 0)
                .events();
        rig.send(twice.subList(0, 200), 100);
        Alert firing = ofAllTraffic().get(0);
        rig.tell(command("c-1", CommandKind.CLOSE, firing).build());
        rig.send(twice.subList(200, twice.size()), 100).finish();

        List<Alert> alerts = ofAllTraffic();
        assertThat(alerts).extracting(Alert::getState).containsExactly(FIRING, RESOLVED, FIRING, CLEARING, RESOLVED);
        assertThat(alerts.get(2).getAlertId()).isNotEqualTo(firing.getAlertId());
        assertThat(alerts.get(2).getClosure()).isNull();
    }

    @Test
    void aSilenceSuppressesWhatFiresAndWhatStillFiresAfterItIsHeardAgain() {
        Alert firing = fire();
        Command silence = silence("c-1", Map.of("rule", "ceiling", "category", "HALLUCINATION"), Duration.ofMinutes(5));

        rig.tell(silence, silence).pass(Duration.ofMinutes(4));
        assertThat(ofAllTraffic()).extracting(Alert::getState).containsExactly(FIRING, SUPPRESSED);
        assertThat(rig.gauge("risk_alert_firing", "alert_id", firing.getAlertId()))
                .isNaN();
        rig.pass(Duration.ofMinutes(2));

        List<Alert> alerts = ofAllTraffic();
        assertThat(alerts).extracting(Alert::getState).containsExactly(FIRING, SUPPRESSED, FIRING);
        assertThat(alerts.get(1).getSilence())
                .isEqualTo(new Answer("c-1", "ada", NOW, null, NOW.plus(Duration.ofMinutes(5))));
        assertThat(alerts.get(1).getSummary()).contains("silenced by ada until 2026-05-01T23:05:00Z");
        assertThat(alerts.get(2).getSilence()).isNull();
        assertThat(rig.gauge("risk_alert_firing", "alert_id", firing.getAlertId()))
                .isEqualTo(1);
    }

    @Test
    void anAlertThatBeginsInASilenceIsSuppressedFromTheStart() {
        rig.tell(silence("c-1", Map.of("severity", "HIGH"), Duration.ofHours(1)));
        rig.send(INCIDENT, 100).finish();

        assertThat(ofAllTraffic()).extracting(Alert::getState).containsExactly(SUPPRESSED, CLEARING, RESOLVED);
    }

    @Test
    void aRepeatChangesNothingThoughItSaysALaterTime() {
        Alert firing = fire();
        Command ack = command("c-1", CommandKind.ACKNOWLEDGE, firing).build();
        Command silence = silence("c-2", Map.of("rule", "ceiling"), Duration.ofMinutes(5));
        rig.tell(
                ack,
                Command.newBuilder(ack).setAt(NOW.plusSeconds(1)).build(),
                silence,
                Command.newBuilder(silence)
                        .setUntil(NOW.plus(Duration.ofMinutes(9)))
                        .build());
        rig.pass(Duration.ofMinutes(6));

        assertThat(ofAllTraffic()).extracting(Alert::getState).containsExactly(FIRING, FIRING, SUPPRESSED, FIRING);
    }

    @Test
    void aSilenceOfOthersChangesNothing() {
        rig.tell(
                silence("c-1", Map.of("rule", "another"), Duration.ofHours(1)),
                silence("c-2", Map.of("rule", "ceiling", "severity", "LOW"), Duration.ofHours(1)));

        assertThat(fire().getState()).isEqualTo(FIRING);
    }

    @Test
    void whatCannotBeDoneIsRefusedWithTheReasonAndTheCommandAsItCame() {
        Alert firing = fire();
        rig.tell(
                command("c-1", CommandKind.ACKNOWLEDGE, firing)
                        .setAlertId("unknown")
                        .build(),
                command("c-2", CommandKind.ACKNOWLEDGE, firing)
                        .setApplication("other")
                        .build(),
                command("c-3", CommandKind.CLOSE, firing)
                        .setAlertId(null)
                        .setBy(" ")
                        .build(),
                command("c-4", CommandKind.UNSPECIFIED, firing).build(),
                silence("c-5", Map.of(), Duration.ofHours(1)),
                silence("c-6", Map.of("colour", "red"), Duration.ofHours(-1)),
                Command.newBuilder(silence("c-7", Map.of("rule", "ceiling"), Duration.ofHours(1)))
                        .setAt(NOW.minusSeconds(7_200))
                        .setUntil(NOW.minusSeconds(1))
                        .build());

        List<Rig.Refused> refused = rig.refusals();
        assertThat(refused).extracting(Rig.Refused::reason).containsOnly("INVALID_COMMAND");
        assertThat(refused)
                .extracting(Rig.Refused::detail)
                .containsExactlyInAnyOrder(
                        "billing has no open alert unknown",
                        "other has no open alert " + firing.getAlertId(),
                        "by is required; alertId is required",
                        "kind must be one of [ACKNOWLEDGE, CLOSE, SILENCE, INCIDENT, REPORTED, PAUSE] or REVIEW_DECISION in this version, got UNSPECIFIED",
                        "matchers is required, or nobody would hear of anything",
                        "matchers.colour must be one of [alertId, category, dimension, evaluator, group, kind, rule,"
                                + " severity]; until must be after at, 2026-05-01T23:00:00Z, got 2026-05-01T22:00:00Z",
                        "until is over: 2026-05-01T22:59:59Z");
        assertThat(refused)
                .allSatisfy(record -> assertThat(record.headers()).containsEntry("risk.topic", "risk.commands"));
        assertThat(rig.counter("risk_refusals_total", "reason", "INVALID_COMMAND"))
                .isEqualTo(7);
        assertThat(ofAllTraffic()).hasSize(1);
    }

    private Alert fire() {
        rig.send(rise("12:00:00", "12:00:50"), 100).flush();
        List<Alert> alerts = ofAllTraffic();
        assertThat(alerts).hasSize(1);
        return alerts.get(0);
    }

    private static List<Event> rise(String from, String to) {
        return INCIDENT.stream()
                .filter(event ->
                        !event.time().isBefore(time(from)) && event.time().isBefore(time(to)))
                .toList();
    }

    private static List<Event> recovery() {
        return rise("12:01:00", "13:00:00");
    }

    private List<Alert> ofAllTraffic() {
        return rig.alerts().stream().filter(alert -> alert.getGroup() == null).toList();
    }

    private static Command.Builder command(String id, CommandKind kind, Alert alert) {
        return Command.newBuilder()
                .setCommandId(id)
                .setApplication("billing")
                .setKind(kind)
                .setAt(NOW)
                .setBy("ada")
                .setAlertId(alert.getAlertId());
    }

    private static Command silence(String id, Map<String, String> matchers, Duration length) {
        return Command.newBuilder()
                .setCommandId(id)
                .setApplication("billing")
                .setKind(CommandKind.SILENCE)
                .setAt(NOW)
                .setBy("ada")
                .setMatchers(matchers)
                .setUntil(NOW.plus(length))
                .build();
    }
}
