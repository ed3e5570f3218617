package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.interaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.scenario.Event;
import io.riskmonitor.scenario.SentInteraction;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is no longer seen is forgotten, so that stores do not grow for ever. */
class ForgettingTest {

    private static final String POLICY = """
            application: billing
            segments: {dimensions: [locale], maxGroups: 40}
            rules:
              - {id: ceiling, kind: failure-rate, category: HALLUCINATION, ceiling: 0.2, severity: HIGH}
              - {id: worse, kind: failure-rate, category: HALLUCINATION, baseline: {learn: P1D, minTrials: 50}, severity: HIGH}
              - {id: parity, kind: disparity, category: HALLUCINATION, dimension: locale, severity: LOW}
              - {id: canary, kind: release, category: HALLUCINATION, severity: HIGH}
              - {id: alive, kind: silence, within: P2D, severity: LOW}
              - {id: mix, kind: drift, label: intent, dimensions: [locale], baseline: {learn: P1D}, severity: LOW}
            """;

    private static final Instant START = Instant.parse("2026-01-01T00:30:00Z");

    /** So many days without a sign, and those until all are forgotten that have shown none. */
    private static final int GONE_BY = 31 + 7;

    /** A day of an application: so many interactions, spread over it, of a release and a group. */
    private static List<Event> day(int day, String application, String release, String locale, int failEvery) {
        return day(day, application, release, locale, failEvery, 24);
    }

    private static List<Event> day(
            int day, String application, String release, String locale, int failEvery, int interactions) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < interactions; i++) {
            SentInteraction sent = interaction(application + "-" + day + "-" + i)
                    .of(application)
                    .at(START.plus(Duration.ofDays(day)).plus(Duration.ofMinutes(55L * i)))
                    .release(release)
                    .locale(locale)
                    .label("intent", "refund");
            events.add(sent.judged("judge-a", i % failEvery == failEvery - 1 ? Outcome.FAIL : Outcome.PASS));
        }
        return events;
    }

    /** Every third day another release and another group, and an application that is never heard of again. */
    private static List<Event> churn(int fromDay, int toDay) {
        List<Event> events = new ArrayList<>();
        for (int day = fromDay; day < toDay; day++) {
            int third = day / 3;
            events.addAll(day(day, "billing", "m-" + third, "l-" + third, 100, 5));
            if (day % 3 == 0) {
                events.addAll(day(day, "short-lived-" + day, "m-" + third, "l-" + third, 100, 2));
            }
        }
        events.sort(Comparator.comparing(Event::time));
        return events;
    }

    private static List<Event> steady(int fromDay, int toDay) {
        List<Event> events = new ArrayList<>();
        for (int day = fromDay; day < toDay; day++) {
            events.addAll(day(day, "billing", "m", "de", 100, 5));
        }
        return events;
    }

    private static List<String> transitions(Rig rig) {
        return rig.alerts().stream().map(ForgettingTest::transition).sorted().toList();
    }

    private static String transition(Alert alert) {
        return alert.getAlertKey() + " " + alert.getAlertId() + " " + alert.getState() + " " + alert.getAt();
    }

    @Test
    void whatIsGoneLeavesNoTraceInTheStores() {
        int changes = 39;
        try (Rig churned = Rig.standard().declare(POLICY);
                Rig unchurned = Rig.standard().declare(POLICY)) {
            churned.send(churn(0, changes), 500).flush();
            Map<String, Long> before = churned.entries();
            churned.send(steady(changes, changes + GONE_BY + 7), 500).finish();
            unchurned.send(steady(changes, changes + GONE_BY + 7), 500).finish();

            assertThat(before.get("cells")).isGreaterThan(20);
            assertThat(before.get("rules")).isGreaterThan(20);
            assertThat(before.get("applications")).isGreaterThan(10);
            assertThat(churned.entries()).isEqualTo(unchurned.entries());
            assertThat(churned.entries())
                    .containsEntry("applications", 1L)
                    .containsEntry("groups", 1L)
                    .containsEntry("cells", 3L); // all traffic, a release, a group
        }
    }

    @Test
    void whenPanesAreJudgedMakesNoDifferenceToWhatIsForgotten() {
        List<Event> events = new ArrayList<>();
        events.addAll(day(0, "billing", "m-1", "de", 2));
        events.addAll(day(1, "billing", "m-2", "fr", 3));
        for (int day = 30; day < 50; day++) { // m-1 is forgotten on the way, m-2 comes back
            events.addAll(day(day, "billing", day < 42 ? "m-3" : "m-2", "en", day % 3 == 0 ? 2 : 12, 12));
        }
        events.addAll(day(100, "billing", "m-1", "de", 2));
        try (Rig often = Rig.standard().declare(POLICY);
                Rig seldom = Rig.standard().declare(POLICY)) {
            often.send(events, 3).finish();
            seldom.send(events, events.size()).finish();

            assertThat(transitions(often)).isNotEmpty().isEqualTo(transitions(seldom));
            assertThat(often.entries()).isEqualTo(seldom.entries());
        }
    }

    @Test
    void anAlertStaysOpenThoughItsGroupIsForgottenAndEndsWhenTheGroupIsWellAgain() {
        try (Rig rig = Rig.standard().declare("""
                application: billing
                segments: {dimensions: [locale]}
                rules:
                  - {id: alive, kind: silence, within: P2D, severity: LOW}
                """)) {
            rig.send(day(0, "billing", "m", "de", 100, 3), 500);
            for (int day = 0; day < 60; day++) {
                rig.send(day(day, "other", "m", "de", 100, 3), 500);
            }
            assertThat(rig.alerts())
                    .extracting(alert -> alert.getState().name())
                    .containsExactly("FIRING");
            assertThat(rig.entries()).containsEntry("applications", 1L);

            rig.send(day(60, "billing", "m", "de", 100, 3), 500).finish();

            assertThat(rig.alerts())
                    .extracting(alert -> alert.getState().name())
                    .endsWith("RESOLVED");
            assertThat(rig.entries()).containsEntry("alerts", 0L);
        }
    }

    @Test
    void aGroupThatIsGoneMakesRoomForAnother() {
        try (Rig rig = Rig.standard().declare("""
                application: billing
                segments: {dimensions: [locale], maxGroups: 1}
                rules:
                  - {id: ceiling, kind: failure-rate, category: HALLUCINATION, ceiling: 0.2, severity: HIGH}
                """)) {
            rig.send(day(0, "billing", "m-1", "de", 2), 500).flush();
            rig.send(day(20, "billing", "m-2", "fr", 2), 500).flush();
            assertThat(rig.counter("risk_group_overflow_total", "dimension", "locale"))
                    .isEqualTo(24);

            rig.send(day(40, "billing", "m-2", "fr", 2), 500).flush();

            assertThat(rig.counter("risk_group_overflow_total", "dimension", "locale"))
                    .isEqualTo(24);
        }
    }
}
