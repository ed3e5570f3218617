package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.interaction;
import static io.riskmonitor.scenario.Event.time;
import static io.riskmonitor.scenario.Event.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Tally.Facet;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.scenario.Event;
import io.riskmonitor.scenario.Traffic;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.AlertState;
import io.riskmonitor.schema.Outcome;
import io.riskmonitor.schema.Severity;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Group;
import io.riskmonitor.wire.Rendered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossTest {

    private static final String POLICY = """
            application: billing
            rules:
              - {id: harm, kind: loss, category: HALLUCINATION, evaluator: judge-a, maxLoss: 600, severity: HIGH}
              - {id: often, kind: failure-rate, category: HALLUCINATION, ceiling: 0.2, severity: LOW}
            """;

    private static final Facet LOSSES = new Facet(Feature.severity(Rig.JUDGE_A), null);

    private final Rig rig = Rig.standard();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void severitiesAreCountedForTheEvaluatorThatARuleNames() {
        rig.declare(POLICY);
        rig.send(
                interaction("i-1").in("talk"),
                interaction("i-2").in("talk"),
                interaction("i-3"),
                verdict("i-1").at("12:00:05").by("judge-a", Outcome.FAIL).severity(Severity.CRITICAL),
                verdict("i-2").at("12:00:05").by("judge-a", Outcome.FAIL).severity(Severity.LOW),
                verdict("i-3").at("12:00:05").by("judge-a", Outcome.FAIL),
                verdict("i-3").at("12:00:05").by("judge-b", Outcome.FAIL).severity(Severity.LOW));
        Tally.Slice all = rig.tally("12:00:05").slices().get(new SliceKey(Group.ALL, null));
        assertThat(all.distributions()).containsOnlyKeys(LOSSES);
        assertThat(all.distributions().get(LOSSES).categories())
                .containsExactly(entry("CRITICAL", 1L), entry("UNSTATED", 1L), entry("later LOW", 1L));
    }

    /** One in ten fails all the time; from 12:02:00 on it is no longer a trifle. */
    @Test
    void anAlertSaysHowBadItIs() {
        rig.declare(POLICY);
        rig.send(traffic(0, 120, Severity.LOW), 120)
                .send(traffic(120, 150, Severity.CRITICAL), 120)
                .finish();

        List<Alert> alerts = rig.alerts();
        assertThat(alerts).extracting(Alert::getState).containsExactly(AlertState.FIRING);
        Alert alert = alerts.get(0);
        assertThat(alert.getRule()).isEqualTo("harm");
        assertThat(alert.getAt()).isBetween(time("12:02:00"), time("12:02:10"));
        assertThat(alert.getSummary())
                .startsWith("HALLUCINATION of all traffic in billing, judged by judge-a loses credibly more than 600.0"
                        + " in 1,000 trials: ");
        assertThat(alert.getEvidence().getFigures()).containsKeys("failuresCRITICAL", "maxLoss");
    }

    /** Forty turns of each of ten conversations, one every second and a half, two releases. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theSameIsCountedInWhateverOrderTheTurnsOfAConversationCome(long seed) {
        List<Event> turns = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String id = String.format("i-%03d", i);
            Instant at = time("12:00:00").plusMillis(150 * i);
            Outcome outcome = i % 7 == 5 ? Outcome.FAIL : Outcome.PASS;
            turns.add(interaction(id).in("c-" + i % 10).at(at).release("m-" + i % 2));
            turns.add(verdict(id)
                    .in("c-" + i % 10)
                    .at(at.plusMillis(100))
                    .by("judge-a", outcome)
                    .severity(i % 2 == 0 ? Severity.LOW : Severity.HIGH));
        }

        List<String> inOrder = counted(turns);
        assertThat(String.join("", inOrder)).contains("later LOW", "later HIGH", "later PASS");

        List<String> shuffled = counted(Traffic.outOfOrder(turns, MonitorConfig.Observe.DEFAULT.outOfOrder(), seed));

        for (int second = 0; second < 60; second++) {
            assertThat(shuffled.get(second)).as("second %d", second).isEqualTo(inOrder.get(second));
        }
    }

    /** Every second. */
    private static List<String> counted(List<Event> events) {
        try (Rig other = Rig.standard()) {
            other.declare(POLICY).send(events);
            List<String> counted = new ArrayList<>();
            for (int second = 0; second < 60; second++) {
                counted.add(Rendered.of(other.tally(String.format("12:00:%02d", second))));
            }
            return counted;
        }
    }

    private static List<Event> traffic(int fromSecond, int toSecond, Severity severity) {
        List<Event> events = new ArrayList<>();
        Instant noon = time("12:00:00");
        for (int second = fromSecond; second < toSecond; second++) {
            for (int i = 0; i < 10; i++) {
                String id = "i-" + second + "-" + i;
                Instant at = noon.plusSeconds(second).plusMillis(i);
                events.add(interaction(id).at(at));
                events.add(verdict(id)
                        .at(at)
                        .by("judge-a", i == 0 ? Outcome.FAIL : Outcome.PASS)
                        .severity(severity));
            }
        }
        return events;
    }
}
