package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.interaction;
import static io.riskmonitor.scenario.Event.time;
import static io.riskmonitor.scenario.Event.verdict;
import static io.riskmonitor.schema.AlertState.CLEARING;
import static io.riskmonitor.schema.AlertState.FIRING;
import static io.riskmonitor.schema.AlertState.PENDING;
import static io.riskmonitor.schema.AlertState.RESOLVED;
import static io.riskmonitor.schema.Outcome.FAIL;
import static io.riskmonitor.schema.Outcome.PASS;
import static io.riskmonitor.schema.RiskCategory.DATA_LEAKAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.riskmonitor.pane.Pairs;
import io.riskmonitor.scenario.Event;
import io.riskmonitor.scenario.SentInteraction;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.Finding;
import io.riskmonitor.schema.FindingOutcome;
import io.riskmonitor.schema.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules that say something though nothing is seen, and rules that do not wait until time has passed. */
class WatchedTimeTest {

    private static final String SILENCE = """
            application: billing
            rules:
              - {id: alive, kind: silence, within: PT15M, severity: HIGH}
            """;

    private static final String LEAK = """
            application: billing
            segments: {dimensions: [locale]}
            rules:
              - {id: leak, kind: critical, category: DATA_LEAKAGE, sources: [HUMAN, GUARDRAIL], minConfidence: 0.95,
                 severity: CRITICAL}
            """;

    @Test
    void aProducerThatStopsAndComesBackIsToldAtTheTimesItDid() {
        List<Event> events = new ArrayList<>(every(Duration.ofMinutes(1), "12:00:00", "12:30:00", "billing"));
        events.addAll(every(Duration.ofMinutes(1), "13:00:00", "13:10:00", "billing"));
        try (Rig rig = Rig.standard()) {
            rig.declare(SILENCE).send(events, 7).finish();
            assertThat(rig.alerts())
                    .extracting(Alert::getState, Alert::getAt)
                    .containsExactly(
                            tuple(FIRING, time("12:44:01")),
                            tuple(CLEARING, time("13:00:01")),
                            tuple(RESOLVED, time("13:01:01")));
            assertThat(rig.alerts().get(0).getSummary())
                    .isEqualTo("alive of all traffic in billing has had no interaction for PT15M.");
        }
    }

    @Test
    void anotherApplicationThatGoesOnIsTimeEnoughToNotice() {
        List<Event> events = new ArrayList<>(every(Duration.ofMinutes(1), "12:00:00", "12:10:00", "billing"));
        events.addAll(every(Duration.ofSeconds(10), "12:00:00", "12:40:00", "search"));
        events.sort(Comparator.comparing(Event::time));
        try (Rig rig = Rig.standard()) {
            rig.declare(SILENCE).send(events, 50);
            assertThat(rig.alerts()).extracting(Alert::getAt).containsExactly(time("12:24:01"));
        }
    }

    @Test
    void theEndOfAReplayIsNoSilenceUnlessItIsSaidHowFarTimeGoes() {
        List<Event> events = every(Duration.ofMinutes(1), "12:00:00", "12:30:00", "billing");
        try (Rig rig = Rig.standard()) {
            rig.declare(SILENCE).send(events, 7).finish();
            assertThat(rig.alerts()).isEmpty();
            rig.finish("12:44:00");
            assertThat(rig.alerts()).isEmpty();
            rig.finish("12:45:00");
            assertThat(rig.alerts()).extracting(Alert::getAt).containsExactly(time("12:44:01"));
        }
    }

    @Test
    void whileAllIsStillTheHoldOfASilenceEndsAndNoOther() {
        String policy = """
                application: billing
                rules:
                  - {id: alive, kind: silence, within: PT15M, severity: HIGH, hold: {fireAfter: PT5M}}
                  - {id: ceiling, kind: failure-rate, category: HALLUCINATION, ceiling: 0.05, severity: HIGH,
                     hold: {fireAfter: PT5M}}
                """;
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            events.add(
                    interaction("i-" + i).at(Event.NOON.plusMillis(100 * i)).judged("judge-a", i < 300 ? PASS : FAIL));
        }
        try (Rig rig = Rig.standard()) {
            rig.declare(policy).send(events, 50).finish("20:00:00");
            assertThat(rig.alerts())
                    .extracting(Alert::getRule, Alert::getState)
                    .containsExactly(tuple("ceiling", PENDING), tuple("alive", PENDING), tuple("alive", FIRING));
            assertThat(rig.alerts().get(2).getAt()).isEqualTo(time("12:21:00"));
        }
    }

    @Test
    void theClockGoesOnWhereTrafficWasLiveAndStandsStillAfterAReplay() {
        long noon = Event.NOON.toEpochMilli();
        StandingTime time = StandingTime.WITH_THE_CLOCK;
        assertThat(time.reached(noon, true, Duration.ofMinutes(15)))
                .isEqualTo(time("12:15:00").toEpochMilli());
        assertThat(time.reached(noon, false, Duration.ofDays(15))).isEqualTo(noon);
    }

    @Test
    void aConfirmedLeakFiresThoughTimeStandsStillAndEndsAfterADay() {
        try (Rig rig = Rig.standard()) {
            rig.declare(LEAK)
                    .send(
                            interaction("i-1").at("12:00:00"),
                            leak("i-1", "12:00:01").from(Source.HUMAN));
            assertThat(rig.alerts())
                    .as("nothing was flushed, and no watermark was sent")
                    .extracting(Alert::getState, Alert::getAt, Alert::getDimension, Alert::getGroup)
                    .containsExactly(tuple(FIRING, time("12:00:01"), "interaction", "i-1"));
            assertThat(rig.alerts().get(0).getSummary())
                    .isEqualTo("DATA_LEAKAGE of interaction=i-1 in billing was confirmed by desk (HUMAN).");
            rig.finish("23:00:00");
            assertThat(rig.alerts()).as("still firing").hasSize(1);
            rig.finish(time("12:00:01").plus(Duration.ofDays(1)));
            assertThat(rig.alerts())
                    .extracting(Alert::getState, Alert::getAt)
                    .endsWith(tuple(RESOLVED, time("12:00:01").plus(Duration.ofDays(1))))
                    .hasSize(2);
        }
    }

    @Test
    void whoeverElseConfirmsItAndWhoeverRepeatsItRaisesNoSecondAlert() {
        try (Rig rig = Rig.standard()) {
            Event confirmed = leak("i-1", "12:00:01").from(Source.HUMAN);
            rig.declare(LEAK)
                    .send(interaction("i-1").at("12:00:00"), confirmed, confirmed)
                    .send(leak("i-1", "12:00:02").by("filter", FAIL).from(Source.GUARDRAIL))
                    .finish();
            assertThat(rig.alerts()).extracting(Alert::getState).containsExactly(FIRING);
        }
    }

    @Test
    void tenThousandUnconfirmedOnesAreCountedInOneFindingPerGroup() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            SentInteraction event = interaction("i-" + i).at(time("12:10:00").plusMillis(10 * i));
            events.add(event.locale("de").judged("judge-a", FAIL, DATA_LEAKAGE, 0.5));
        }
        events.add(interaction("last").at("13:05:00"));
        try (Rig rig = Rig.standard()) {
            rig.declare(LEAK).send(events, 1_000).finish();
            assertThat(rig.alerts()).isEmpty();
            assertThat(rig.findings())
                    .filteredOn(finding -> finding.getRule().equals("leak"))
                    .extracting(Finding::getOutcome, Finding::getAt, Finding::getGroup, f -> f.getEvidence()
                            .getN())
                    .containsExactly(
                            tuple(FindingOutcome.INCONCLUSIVE, time("13:00:00"), null, 10_000L),
                            tuple(FindingOutcome.INCONCLUSIVE, time("13:00:00"), "de", 10_000L));
        }
    }

    @Test
    void verdictsOfAJudgeAndOfPeopleAreComparedWhicheverComesFirst() {
        String policy = """
                application: billing
                rules:
                  - {id: honest, kind: agreement, evaluator: judge-a, against: HUMAN, minKappa: 0.6, severity: MEDIUM}
                """;
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Instant at = Event.NOON.plusSeconds(i);
            // of every four: both fail, both pass, and one of each alone
            boolean judge = i % 4 == 0 || i % 4 == 1;
            boolean human = i % 4 == 0 || i % 4 == 2;
            events.add(interaction("i-" + i).at(at));
            Event judged = verdict("i-" + i).at(at.plusMillis(10)).by("judge-a", judge ? FAIL : PASS);
            Event reviewed = verdict("i-" + i)
                    .at(at.plusMillis(20))
                    .by("desk", human ? FAIL : PASS)
                    .from(Source.HUMAN);
            events.addAll(i < 50 ? List.of(judged, reviewed) : List.of(reviewed, judged));
        }
        try (Rig rig = Rig.standard()) {
            rig.declare(policy).send(events, 11).finish();
            Finding last = rig.findings().get(rig.findings().size() - 1);
            assertThat(last.getEvidence().getN()).isGreaterThanOrEqualTo(50);
            assertThat(rig.alerts())
                    .extracting(Alert::getState, Alert::getEvaluator)
                    .containsExactly(tuple(FIRING, "judge-a"));
            // what was PASS to people is FAIL after all
            long before = pairs(rig, "12:00:01").onlyEvaluator();
            rig.send(verdict("i-1").at("12:01:39").by("desk", FAIL).from(Source.HUMAN));
            assertThat(before).isEqualTo(1);
            assertThat(pairs(rig, "12:00:01").onlyEvaluator()).isZero();
            assertThat(pairs(rig, "12:00:01").bothFail()).isEqualTo(1);
        }
    }

    @Test
    void ofSeveralReviewersTheFirstMakesThePairWhoeverIsHeardFirst() {
        Event judged = verdict("i-1").at(Event.NOON.plusMillis(10)).by("judge-a", FAIL);
        Event first =
                verdict("i-1").at(Event.NOON.plusMillis(20)).by("desk", FAIL).from(Source.HUMAN);
        Event second =
                verdict("i-1").at(Event.NOON.plusMillis(30)).by("board", PASS).from(Source.HUMAN);
        Pairs agree = new Pairs(1, 0, 0, 0);
        for (List<Event> order : List.of(
                List.of(judged, first, second),
                List.of(judged, second, first),
                List.of(second, first, judged),
                List.of(second, judged, first))) {
            try (Rig rig = Rig.standard()) {
                rig.send(interaction("i-1").at(Event.NOON)).send(order, 1).flush();
                assertThat(pairs(rig, "12:00:00")).as("%s", order).isEqualTo(agree);
            }
        }
    }

    private static Pairs pairs(Rig rig, String pane) {
        return rig.tally(pane).pairs().values().stream().reduce(Pairs.NONE, Pairs::plus);
    }

    private static io.riskmonitor.scenario.SentVerdict leak(String id, String at) {
        return verdict(id).at(at).by("desk", FAIL).on(DATA_LEAKAGE);
    }

    private static List<Event> every(Duration step, String from, String to, String application) {
        List<Event> events = new ArrayList<>();
        for (Instant at = time(from); at.isBefore(time(to)); at = at.plus(step)) {
            events.add(interaction(application + at).of(application).at(at));
        }
        return events;
    }
}
