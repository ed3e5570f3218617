package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.interaction;
import static io.riskmonitor.scenario.Event.time;
import static io.riskmonitor.scenario.Event.verdict;
import static io.riskmonitor.schema.Outcome.FAIL;
import static io.riskmonitor.schema.Outcome.PASS;
import static io.riskmonitor.schema.Outcome.UNSURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.riskmonitor.pane.Distribution;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Tally.Facet;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.scenario.Event;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.AlertState;
import io.riskmonitor.schema.RiskCategory;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Group;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DriftTest {

    private static final String POLICY = """
            application: billing
            segments: {maxGroups: 4}
            rules:
              - {id: intents, kind: drift, label: intent, window: PT1M, baseline: {learn: PT2M}, severity: MEDIUM}
              - {id: latency, kind: drift, measure: latency_ms, baseline: {learn: P7D}, dimensions: [locale], severity: LOW}
              - {id: scores, kind: drift, score: judge-a, category: HALLUCINATION, baseline: {learn: P7D}, severity: LOW}
            """;

    private static final Facet INTENT = new Facet(Feature.label("intent"), null);
    private static final Facet LATENCY = new Facet(Feature.measure("latency_ms"), null);
    private static final Facet SCORES = new Facet(Feature.score(Rig.JUDGE_A), null);
    private static final Group GERMAN = new Group("locale", "de");

    private final Rig rig = Rig.standard();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void distributionsAreCountedOnlyWhereARuleReadsThem() {
        rig.declare(POLICY);
        Event one = interaction("i-1")
                .locale("de")
                .segment("plan", "free")
                .label("intent", "refund")
                .label("tone", "angry")
                .measure("latency_ms", 812)
                .measure("tokens", 3);

        rig.send(one, one, interaction("i-2").locale("de"));

        assertThat(distributions("12:00:00", Group.ALL)).containsOnlyKeys(INTENT, LATENCY);
        assertThat(distributions("12:00:00", GERMAN)).containsOnlyKeys(LATENCY);
        assertThat(distributions("12:00:00", new Group("plan", "free"))).isEmpty();
        Distribution intents = distributions("12:00:00", Group.ALL).get(INTENT);
        assertThat(intents.categories()).containsExactly(entry("refund", 1L));
        assertThat(intents.missing()).isEqualTo(1);
        Distribution latencies = distributions("12:00:00", GERMAN).get(LATENCY);
        assertThat(latencies.values().total()).isEqualTo(1);
        assertThat(latencies.missing()).isEqualTo(1);
    }

    @Test
    void withoutARuleNothingIsCounted() {
        rig.send(interaction("i-1")
                .label("intent", "refund")
                .measure("latency_ms", 812)
                .judged("judge-a", FAIL, RiskCategory.HALLUCINATION, 0.9));

        assertThat(distributions("12:00:00", Group.ALL)).isEmpty();
    }

    @Test
    void scoresCountWhenTheyAreGivenAndOnce() {
        rig.declare(POLICY);

        rig.send(
                interaction("i-1").judged("judge-a", FAIL, RiskCategory.HALLUCINATION, 0.91),
                interaction("i-2").judged("judge-a", UNSURE, RiskCategory.HALLUCINATION, 0.5),
                interaction("i-3").judged("judge-b", FAIL, RiskCategory.HALLUCINATION, 0.3),
                interaction("i-4").judged("judge-a", FAIL, RiskCategory.TOXICITY_ABUSE, 0.3),
                verdict("i-3").at("12:00:09").by("judge-a", FAIL),
                verdict("i-3").at("12:00:09").by("judge-a", FAIL),
                verdict("i-3").at("12:00:09").by("judge-a", PASS));

        Distribution inline = distributions("12:00:00", Group.ALL).get(SCORES);
        assertThat(inline.values().total()).isEqualTo(2);
        assertThat(Distribution.scoreOf(inline.values().quantile(1).orElseThrow()))
                .isBetween(0.905, 0.915);
        Distribution later = distributions("12:00:09", Group.ALL).get(SCORES);
        assertThat(later.total()).isEqualTo(1);
        assertThat(later.missing()).isEqualTo(1);
    }

    @Test
    void aLabelHasNoMoreCategoriesThanADimensionHasGroups() {
        rig.declare(POLICY);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            events.add(interaction("i-" + i).label("intent", "user-" + i));
        }

        rig.send(events);

        assertThat(distributions("12:00:00", Group.ALL).get(INTENT).categories())
                .containsOnlyKeys("user-0", "user-1", "user-2", "user-3", "__other__")
                .containsEntry("__other__", 6L);
        assertThat(rig.counter("risk_group_overflow_total", "application", "billing", "dimension", "intent"))
                .isEqualTo(6);
    }

    @Test
    void anAlertTellsWhichCategoriesMoved() {
        rig.declare(POLICY);
        // of ten interactions four are orders, three refunds; from 12:04:00 on it is the other way round, and more so
        rig.send(traffic(0, 240, "oooorrrcch"), 120)
                .send(traffic(240, 420, "orrrrrrcch"), 120)
                .finish();

        List<Alert> alerts = rig.alerts();
        assertThat(alerts.stream().map(Alert::getState)).containsExactly(AlertState.FIRING);
        Alert alert = alerts.get(0);
        assertThat(alert.getRule()).isEqualTo("intents");
        assertThat(alert.getKind()).isEqualTo("drift");
        assertThat(alert.getAt()).isEqualTo(time("12:05:00"));
        assertThat(alert.getSummary())
                .isEqualTo("intents of all traffic in billing has moved from its baseline in label intent (PSI 0.62):"
                        + " o 40.0 % → 10.0 %, r 30.0 % → 60.0 %.");
        assertThat(alert.getEvidence().getN()).isEqualTo(600);
    }

    private static List<Event> traffic(int fromSecond, int toSecond, String intents) {
        List<Event> events = new ArrayList<>();
        Instant noon = time("12:00:00");
        for (int second = fromSecond; second < toSecond; second++) {
            for (int i = 0; i < intents.length(); i++) {
                events.add(interaction("i-" + second + "-" + i)
                        .at(noon.plusSeconds(second).plusMillis(i))
                        .label("intent", intents.substring(i, i + 1)));
            }
        }
        return events;
    }

    private Map<Facet, Distribution> distributions(String time, Group group) {
        Tally.Slice slice = rig.tally(time).slices().get(new SliceKey(group, null));
        return slice == null ? Map.of() : slice.distributions();
    }
}
