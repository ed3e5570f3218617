package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.interaction;
import static io.riskmonitor.scenario.Event.verdict;
import static io.riskmonitor.schema.AlertState.FIRING;
import static io.riskmonitor.schema.AlertState.RESOLVED;
import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.scenario.Event;
import io.riskmonitor.scenario.SentInteraction;
import io.riskmonitor.scenario.SentVerdict;
import io.riskmonitor.scenario.Traffic;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.Escalation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times that cannot be, times long ago, and a clock that is set: what is found depends on the events alone. */
class TimeTest {

    private static final String POLICY = """
            application: billing
            owner: {team: support-ai}
            rules:
              - {id: ceiling, kind: failure-rate, category: HALLUCINATION, ceiling: 0.05, severity: HIGH}
            """;

    private static final Duration YEAR = Duration.ofDays(365);
    private static final int PER_FLUSH = 100;

    @Test
    void timesThatCannotBeChangeNothing() {
        List<Event> events = new ArrayList<>();
        for (Event event : Traffic.withIncident(1)) {
            events.add(event);
            if (events.size() % 50 == 0) {
                String id = "wrong-" + events.size();
                events.add(interaction(id).at(Instant.parse("3000-01-01T00:00:00Z")));
                events.add(interaction(id).at(Instant.ofEpochMilli(Long.MAX_VALUE)));
                events.add(interaction(id).at(Instant.ofEpochMilli(Long.MIN_VALUE)));
                events.add(verdict(id).at(Instant.EPOCH));
            }
        }
        try (Rig rig = Rig.standard().declare(POLICY)) {
            rig.send(events, PER_FLUSH).finish();

            assertThat(transitions(rig, Duration.ZERO)).isEqualTo(usual());
            assertThat(rig.refusals()).hasSizeGreaterThan(50).allMatch(refused -> refused.reason()
                    .equals("IMPLAUSIBLE_TIME"));
        }
    }

    @Test
    void anOldTimeThatCanBeTrueIsLateAndMovesNothing() {
        List<Event> events = new ArrayList<>();
        for (Event event : Traffic.withIncident(1)) {
            events.add(event);
            if (events.size() % 50 == 0) {
                events.add(interaction("old-" + events.size()).at(Event.NOON.minus(YEAR)));
            }
        }
        try (Rig rig = Rig.standard().declare(POLICY)) {
            rig.send(events, PER_FLUSH).finish();

            assertThat(transitions(rig, Duration.ZERO)).isEqualTo(usual());
            assertThat(rig.refusals()).isEmpty();
            assertThat(rig.counter("risk_late_total", "application", "billing")).isGreaterThan(10);
        }
    }

    @Test
    void aTopicOfLastYearGivesTheAlertsOfLastYear() {
        try (Rig rig = Rig.standard().declare(POLICY)) {
            rig.send(earlier(YEAR, Traffic.withIncident(1)), PER_FLUSH).finish();

            assertThat(transitions(rig, YEAR)).isEqualTo(usual());
            assertThat(rig.escalations())
                    .as("who is told now is told now, of what was then")
                    .isNotEmpty()
                    .extracting(Escalation::getAt)
                    .allMatch(at -> at.isAfter(Event.NOON));
        }
    }

    @Test
    void whatIsReadAfterAYearInWhichNothingCameIsFoundAsEver() {
        try (Rig rig = Rig.standard().declare(POLICY)) {
            rig.send(earlier(YEAR, Traffic.withIncident(1)), PER_FLUSH).finish();
            int lastYear = rig.alerts().size();
            rig.send(Traffic.withIncident(2), PER_FLUSH).finish();

            List<Alert> thisYear = rig.alerts().subList(lastYear, rig.alerts().size());
            assertThat(thisYear).extracting(Alert::getState).startsWith(FIRING).endsWith(RESOLVED);
            assertThat(thisYear).allMatch(alert -> !alert.getAt().isBefore(Event.NOON));
        }
    }

    @Test
    void aClockThatIsPutForwardInTheMiddleOfAnIncidentChangesNoAlert() {
        List<Event> events = Traffic.withIncident(1);
        Instant middle = Event.time("12:00:45");
        List<Event> before =
                events.stream().filter(e -> e.time().isBefore(middle)).toList();
        List<Event> after =
                events.stream().filter(e -> !e.time().isBefore(middle)).toList();
        try (Rig rig = Rig.standard().declare(POLICY)) {
            rig.send(before, PER_FLUSH).pass(Duration.ofDays(400));
            rig.send(after, PER_FLUSH).finish();

            assertThat(transitions(rig, Duration.ZERO)).isEqualTo(usual());
        }
    }

    private static List<String> usual() {
        try (Rig rig = Rig.standard().declare(POLICY)) {
            rig.send(Traffic.withIncident(1), PER_FLUSH).finish();
            List<String> usual = transitions(rig, Duration.ZERO);
            assertThat(usual).isNotEmpty();
            return usual;
        }
    }

    private static List<String> transitions(Rig rig, Duration later) {
        return rig.alerts().stream()
                .map(alert -> alert.getAlertKey() + " " + alert.getState() + " "
                        + alert.getAt().plus(later))
                .toList();
    }

    private static List<Event> earlier(Duration by, List<Event> events) {
        events.forEach(event -> {
            Instant then = event.time().minus(by);
            if (event instanceof SentInteraction interaction) {
                interaction.at(then);
            } else {
                ((SentVerdict) event).at(then);
            }
        });
        return events;
    }
}
