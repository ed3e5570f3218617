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
import static io.riskmonitor.schema.Outcome.UNSURE;
import static io.riskmonitor.schema.RiskCategory.DATA_LEAKAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.riskmonitor.pane.Pairs;
import io.riskmonitor.pane.Tally;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void anEvaluatorThatStopsWhileInteractionsComeIsToldUntilItSpeaksAgain() {
        String policy = """
                application: billing
                rules:
                  - {id: judge-alive, kind: silence, evaluator: judge-a, within: PT15M, severity: HIGH}
                """;
        List<Event> events = new ArrayList<>();
        events.addAll(judged(Duration.ofMinutes(1), "11:00:00", "11:30:00", 1));
        events.addAll(every(Duration.ofMinutes(1), "12:30:00", "13:00:00", "billing"));
        events.addAll(judged(Duration.ofMinutes(1), "13:00:00", "13:10:00", 1));
        try (Rig rig = Rig.standard()) {
            rig.declare(policy).send(events, 7).finish();
            assertThat(rig.alerts())
                    .as("an hour without interactions is no silence of their judge")
                    .extracting(Alert::getState, Alert::getAt, Alert::getEvaluator)
                    .containsExactly(
                            tuple(FIRING, time("12:45:01"), "judge-a"),
                            tuple(CLEARING, time("13:00:01"), "judge-a"),
                            tuple(RESOLVED, time("13:01:01"), "judge-a"));
            assertThat(rig.alerts().get(0).getEvidence().getN())
                    .as("interactions that wait")
                    .isEqualTo(16);
        }
    }

    @Test
    void anEvaluatorThatJudgesTooFewIsToldUntilItJudgesEnoughOfTheLastHour() {
        String policy = """
                application: billing
                rules:
                  - {id: covered, kind: silence, evaluator: judge-a, within: PT1H, minCoverage: 0.5, severity: LOW}
                """;
        List<Event> events = new ArrayList<>();
        events.addAll(judged(Duration.ofSeconds(10), "10:00:00", "12:00:00", 1));
        events.addAll(judged(Duration.ofSeconds(10), "12:00:00", "13:00:00", 10));
        events.addAll(judged(Duration.ofSeconds(10), "13:00:00", "15:00:00", 1));
        try (Rig rig = Rig.standard()) {
            rig.declare(policy).send(events, 50).finish();
            List<Alert> alerts = rig.alerts();
            assertThat(alerts).extracting(Alert::getState).containsExactly(FIRING, CLEARING, RESOLVED);
            // after 33:20 half of the last hour is judged; of 360 interactions 45 % are credibly less, after 36:40
            assertThat(alerts.get(0).getAt()).isBetween(time("12:33:00"), time("12:42:00"));
            assertThat(alerts.get(0).getEvidence().getFigures().get("coverage")).isBetween(0.40, 0.46);
            assertThat(alerts.get(0).getEvidence().getFigures().get("coverageUpper"))
                    .isLessThan(0.5);
            assertThat(alerts.get(0).getSummary()).contains("judge-a", "HALLUCINATION", "less than 50.00 %");
            // after 26:40 half of it is judged again
            assertThat(alerts.get(1).getAt()).isBetween(time("13:26:00"), time("13:27:20"));
            assertThat(Duration.between(alerts.get(1).getAt(), alerts.get(2).getAt()))
                    .isEqualTo(Duration.ofMinutes(1));
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

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000})
    void aLeakThatIsHeardOfMoreThanADayLateIsHeardAndLastsADayFromThen(int eventsPerFlush) {
        Instant before = time("12:00:00").minus(Duration.ofHours(30));
        List<Event> events = new ArrayList<>(List.of(interaction("i-1").at(before)));
        events.addAll(every(Duration.ofMinutes(1), "10:00:00", "12:00:01", "billing"));
        events.add(verdict("i-1")
                .at(before.plusSeconds(1))
                .by("desk", FAIL)
                .on(DATA_LEAKAGE)
                .from(Source.HUMAN));
        Instant heard = time("11:59:58"); // as far as nothing is out of order
        try (Rig rig = Rig.standard()) {
            rig.declare(LEAK).send(events, eventsPerFlush).finish("23:00:00");
            assertThat(rig.alerts())
                    .extracting(Alert::getState, Alert::getStartedAt, Alert::getAt, Alert::getSummary)
                    .containsExactly(tuple(
                            FIRING,
                            heard,
                            heard,
                            "DATA_LEAKAGE of interaction=i-1 in billing was confirmed by desk (HUMAN), judged at"
                                    + " 2026-04-30T06:00:01Z already."));
            rig.finish(heard.plus(Duration.ofDays(1)));
            assertThat(rig.alerts())
                    .extracting(Alert::getState, Alert::getAt)
                    .endsWith(tuple(RESOLVED, heard.plus(Duration.ofDays(1))))
                    .hasSize(2);
        }
    }

    @Test
    void aCorrectionEndsTheAlertAtOnce() {
        try (Rig rig = Rig.standard()) {
            rig.declare(LEAK)
                    .send(
                            interaction("i-1"),
                            leak("i-1", "12:00:01").from(Source.HUMAN),
                            leak("i-1", "12:00:05").by("desk", UNSURE).from(Source.HUMAN));
            assertThat(rig.alerts())
                    .as("what is unsure is no good news")
                    .extracting(Alert::getState)
                    .containsExactly(FIRING);
            rig.send(leak("i-1", "12:30:00").by("desk", PASS).from(Source.HUMAN));
            assertThat(rig.alerts())
                    .extracting(Alert::getState, Alert::getAt)
                    .containsExactly(tuple(FIRING, time("12:00:01")), tuple(RESOLVED, time("12:30:00")));
            assertThat(rig.alerts().get(1).getSummary())
                    .isEqualTo("DATA_LEAKAGE of interaction=i-1 in billing is over: desk (HUMAN) has corrected it, and"
                            + " nobody else confirms it (the alert said: it was confirmed by desk (HUMAN)).");
            rig.send(leak("i-1", "12:40:00").from(Source.HUMAN));
            assertThat(rig.alerts()).as("a failure after all").hasSize(3);
        }
    }

    @Test
    void aCorrectionEndsNoAlertThatSomebodyElseConfirms() {
        try (Rig rig = Rig.standard()) {
            rig.declare(LEAK)
                    .send(
                            interaction("i-1"),
                            leak("i-1", "12:00:01").from(Source.HUMAN),
                            leak("i-1", "12:00:02").by("filter", FAIL).from(Source.GUARDRAIL),
                            leak("i-1", "12:00:03")
                                    .by("guess", FAIL)
                                    .confidence(0.5)
                                    .from(Source.GUARDRAIL),
                            leak("i-1", "12:10:00").by("desk", PASS).from(Source.HUMAN));
            assertThat(rig.alerts()).extracting(Alert::getState).containsExactly(FIRING);
            rig.send(leak("i-1", "12:20:00").by("filter", PASS).from(Source.GUARDRAIL));
            assertThat(rig.alerts())
                    .as("who is not sure confirms nothing")
                    .extracting(Alert::getState)
                    .containsExactly(FIRING, RESOLVED);
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
            rig.send(verdict("i-1").at("12:01:39").by("desk", FAIL).from(Source.HUMAN));
            assertThat(pairs(rig.tally("12:00:01"))).isEqualTo(new Pairs(0, 1, 0, 0));
            Tally correction =
                    rig.tally("12:01:39").corrections().get(time("12:00:01").toEpochMilli());
            assertThat(pairs(correction)).isEqualTo(new Pairs(1, -1, 0, 0));
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
                assertThat(pairs(rig.tally("12:00:00"))).as("%s", order).isEqualTo(agree);
            }
        }
    }

    private static Pairs pairs(Tally tally) {
        return tally.pairs().values().stream().reduce(Pairs.NONE, Pairs::plus);
    }

    private static io.riskmonitor.scenario.SentVerdict leak(String id, String at) {
        return verdict(id).at(at).by("desk", FAIL).on(DATA_LEAKAGE);
    }

    /** Interactions of which one of so many is judged at once. */
    private static List<Event> judged(Duration step, String from, String to, int oneOf) {
        List<Event> events = new ArrayList<>();
        for (Instant at = time(from); at.isBefore(time(to)); at = at.plus(step)) {
            SentInteraction event = interaction("billing" + at).at(at);
            events.add(events.size() % oneOf == 0 ? event.judged("judge-a", PASS) : event);
        }
        return events;
    }

    private static List<Event> every(Duration step, String from, String to, String application) {
        List<Event> events = new ArrayList<>();
        for (Instant at = time(from); at.isBefore(time(to)); at = at.plus(step)) {
            events.add(interaction(application + at).of(application).at(at));
        }
        return events;
    }
}
