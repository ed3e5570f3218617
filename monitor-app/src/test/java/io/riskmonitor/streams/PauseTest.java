package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.time;
import static io.riskmonitor.schema.AlertState.CLEARING;
import static io.riskmonitor.schema.AlertState.FIRING;
import static io.riskmonitor.schema.AlertState.RESOLVED;
import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.scenario.Event;
import io.riskmonitor.scenario.Traffic;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.Answer;
import io.riskmonitor.schema.Command;
import io.riskmonitor.schema.CommandKind;
import io.riskmonitor.schema.FindingOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people pause, from the topic of commands to the published alerts. */
class PauseTest {

    private static final String POLICY = """
            application: billing
            segments: {dimensions: [locale]}
            rules:
              - {id: ceiling, kind: failure-rate, category: HALLUCINATION, ceiling: 0.05, severity: HIGH}
              - {id: lower, kind: failure-rate, category: HALLUCINATION, ceiling: 0.04, severity: LOW}
            """;

    /** The clock of the rig. */
    private static final Instant NOW = time("23:00:00");

    private static final Duration HOUR = Duration.ofHours(1);

    private final List<Event> events = Traffic.of(1)
            .lasting(Duration.ofSeconds(60), 0.5)
            .lasting(Duration.ofSeconds(60), 0.5)
            .lasting(Duration.ofSeconds(150), 0)
            .events();

    private final Rig rig = Rig.standard().declare(POLICY);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void whatAPausedRuleHasOpenIsOverAtOnceAndSaysWhoPausedItAndWhy() {
        rig.send(minute(1), 100).flush();
        assertThat(ofAllTraffic("ceiling")).extracting(Alert::getState).containsExactly(FIRING);

        Command pause = pause("c-1", "ceiling", HOUR).setReason("a migration").build();
        rig.tell(pause, pause);

        assertThat(ofAllTraffic("ceiling")).extracting(Alert::getState).containsExactly(FIRING, RESOLVED);
        Alert over = ofAllTraffic("ceiling").get(1);
        assertThat(over.getClosure()).isEqualTo(new Answer("c-1", "ada", NOW, "a migration", null));
        assertThat(over.getSummary())
                .contains(
                        "is over: its rule is paused by ada until 2026-05-02T00:00:00Z, a migration (the alert said:");
        assertThat(rig.gauge("risk_alert_firing", "alert_id", over.getAlertId()))
                .isNaN();
        assertThat(ofAllTraffic("lower"))
                .as("of another rule")
                .extracting(Alert::getState)
                .containsExactly(FIRING);
        assertThat(rig.refusals()).as("the second time it was paused").isEmpty();
    }

    @Test
    void aPausedRuleIsWatchedAndFindsButAlertsNobody() {
        rig.tell(pause("c-1", "ceiling", HOUR).build());
        rig.send(events, 100).finish();

        assertThat(rig.alerts()).extracting(Alert::getRule).containsOnly("lower");
        assertThat(rig.findings())
                .filteredOn(finding -> finding.getRule().equals("ceiling"))
                .anySatisfy(finding -> assertThat(finding.getOutcome()).isEqualTo(FindingOutcome.BREACH));
    }

    @Test
    void afterThePauseTheNextBreachOpensAnAlertAsUsual() {
        rig.send(minute(1), 100).flush();
        rig.tell(pause("c-1", "ceiling", HOUR).build()).pass(HOUR.minusMinutes(1));
        rig.send(minute(2).subList(0, 100), 100);
        assertThat(ofAllTraffic("ceiling")).extracting(Alert::getState).containsExactly(FIRING, RESOLVED);
        rig.pass(Duration.ofMinutes(1));
        rig.send(minute(2).subList(100, minute(2).size()), 100)
                .send(minute(3), 100)
                .finish();

        List<Alert> alerts = ofAllTraffic("ceiling");
        assertThat(alerts).extracting(Alert::getState).containsExactly(FIRING, RESOLVED, FIRING, CLEARING, RESOLVED);
        assertThat(alerts.get(2).getAlertId()).isNotEqualTo(alerts.get(0).getAlertId());
        assertThat(alerts.subList(2, 5)).extracting(Alert::getClosure).containsOnlyNulls();
    }

    @Test
    void ofTwoPausesTheLongerOneCountsWhateverTheirOrder() {
        Command longer = pause("c-1", "ceiling", Duration.ofHours(2)).build();
        rig.tell(longer, pause("c-2", "ceiling", HOUR).build(), longer).pass(HOUR.plusMinutes(1));
        rig.send(minute(1), 100).flush();
        assertThat(ofAllTraffic("ceiling")).isEmpty();

        rig.pass(HOUR);
        rig.send(minute(2), 100).flush();
        assertThat(ofAllTraffic("ceiling")).extracting(Alert::getState).containsExactly(FIRING);
    }

    @Test
    void aRepeatChangesNothingThoughItSaysALaterTime() {
        rig.tell(
                pause("c-1", "ceiling", HOUR).build(),
                pause("c-1", "ceiling", Duration.ofHours(2)).build());
        rig.pass(HOUR).send(minute(1), 100).flush();

        assertThat(ofAllTraffic("ceiling")).extracting(Alert::getState).containsExactly(FIRING);
    }

    @Test
    void withoutARuleAllOfTheApplicationArePaused() {
        rig.tell(pause("c-1", null, HOUR).build());
        rig.send(events, 100).finish();

        assertThat(rig.alerts()).isEmpty();
        assertThat(rig.findings()).isNotEmpty();
    }

    @Test
    void whatSomebodyClosedStaysClosedThroughAPause() {
        rig.send(minute(1), 100).flush();
        Alert firing = ofAllTraffic("ceiling").get(0);
        rig.tell(
                Command.newBuilder(pause("c-1", null, HOUR).build())
                        .setKind(CommandKind.CLOSE)
                        .setAlertId(firing.getAlertId())
                        .build(),
                pause("c-2", "ceiling", HOUR).build());
        rig.pass(HOUR).send(minute(2), 100).flush();

        assertThat(ofAllTraffic("ceiling")).extracting(Alert::getState).containsExactly(FIRING, RESOLVED);
    }

    @Test
    void aPauseThatMakesNoSenseIsRefusedWithTheReason() {
        rig.tell(
                pause("c-1", "cieling", HOUR).build(),
                pause("c-2", "ceiling", HOUR)
                        .setMatchers(Map.of("severity", "HIGH"))
                        .setUntil(null)
                        .build(),
                pause("c-3", "ceiling", HOUR)
                        .setAt(NOW.minusSeconds(7_200))
                        .setUntil(NOW)
                        .build());

        List<Rig.Refused> refused = rig.refusals();
        assertThat(refused).extracting(Rig.Refused::reason).containsOnly("INVALID_COMMAND");
        assertThat(refused)
                .extracting(Rig.Refused::detail)
                .containsExactlyInAnyOrder(
                        "billing has no rule cieling, its rules are [ceiling, lower]",
                        "matchers.severity must be one of [rule]; until is required",
                        "until is over: 2026-05-01T23:00:00Z");
    }

    private List<Event> minute(int number) {
        Instant from = time("12:00:00").plusSeconds(60L * (number - 1));
        Instant to = number == 3 ? Instant.MAX : from.plusSeconds(60);
        return events.stream()
                .filter(event -> !event.time().isBefore(from) && event.time().isBefore(to))
                .toList();
    }

    private List<Alert> ofAllTraffic(String rule) {
        return rig.alerts().stream()
                .filter(alert -> alert.getGroup() == null && alert.getRule().equals(rule))
                .toList();
    }

    private static Command.Builder pause(String id, String rule, Duration length) {
        return Command.newBuilder()
                .setCommandId(id)
                .setApplication("billing")
                .setKind(CommandKind.PAUSE)
                .setAt(NOW)
                .setBy("ada")
                .setMatchers(rule == null ? Map.of() : Map.of("rule", rule))
                .setUntil(NOW.plus(length));
    }
}
