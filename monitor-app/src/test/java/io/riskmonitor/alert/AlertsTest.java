package io.riskmonitor.alert;

import static io.riskmonitor.alert.ExampleFinding.NOON;
import static io.riskmonitor.rule.RuleOutcome.BREACH;
import static io.riskmonitor.rule.RuleOutcome.CLEAR;
import static io.riskmonitor.rule.RuleOutcome.INCONCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.riskmonitor.interaction.Severity;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.segment.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class AlertsTest {

    private static final Group GERMAN = new Group("locale", "de");
    private static final Group FREE = new Group("plan", "free");
    private static final AlertSettings AT_ONCE = settings(Duration.ZERO, Duration.ZERO);
    private static final AlertSettings HELD = settings(Duration.ofMinutes(5), Duration.ofMinutes(3));

    private final Alerts alerts = new Alerts();

    @Test
    void saysNothingOfWhatIsNotWrong() {
        assertThat(alerts.on(finding(Group.ALL, CLEAR, NOON), AT_ONCE)).isEmpty();
        assertThat(alerts.on(finding(Group.ALL, INCONCLUSIVE, NOON), AT_ONCE)).isEmpty();
        assertThat(alerts.get(key(Group.ALL))).isNull();
    }

    @Test
    void tellsAnAlertFromBeginningToEnd() {
        List<AlertEvent> events = new ArrayList<>();
        events.addAll(alerts.on(finding(Group.ALL, BREACH, NOON), HELD));
        events.addAll(alerts.on(finding(Group.ALL, BREACH, minutes(5)), HELD));
        events.addAll(alerts.on(finding(Group.ALL, CLEAR, minutes(20)), HELD));
        events.addAll(alerts.on(finding(Group.ALL, CLEAR, minutes(23)), HELD));
        assertThat(events)
                .extracting(AlertEvent::status)
                .containsExactly(AlertStatus.PENDING, AlertStatus.FIRING, AlertStatus.CLEARING, AlertStatus.RESOLVED);
        assertThat(events).extracting(AlertEvent::at).containsExactly(NOON, minutes(5), minutes(20), minutes(23));
        assertThat(events).extracting(AlertEvent::startedAt).containsOnly(NOON);
        assertThat(events)
                .extracting(AlertEvent::alertId)
                .containsOnly(key(Group.ALL).idOf(NOON));
        assertThat(events).extracting(AlertEvent::owner).containsOnly("support-ai");
        assertThat(events).extracting(AlertEvent::runbook).containsOnly("https://wiki.example/runbook");
        assertThat(alerts.get(key(Group.ALL))).isNull();
    }

    @Test
    void saysItAgainWhereItBecomesWorse() {
        Finding page = finding(Group.ALL, BREACH, NOON);
        assertThat(alerts.on(page.atMost(Severity.MEDIUM), AT_ONCE)).hasSize(1);
        List<AlertEvent> worse = alerts.on(finding(Group.ALL, BREACH, minutes(1)), AT_ONCE);
        assertThat(worse).extracting(AlertEvent::status).containsExactly(AlertStatus.FIRING);
        assertThat(worse).extracting(event -> event.finding().severity()).containsExactly(Severity.HIGH);
        assertThat(worse)
                .extracting(AlertEvent::alertId)
                .containsExactly(key(Group.ALL).idOf(NOON));
        assertThat(alerts.on(finding(Group.ALL, BREACH, minutes(2)).atMost(Severity.LOW), AT_ONCE))
                .isEmpty();
    }

    @Test
    void saysTheSameThingOnce() {
        assertThat(alerts.on(finding(Group.ALL, BREACH, NOON), AT_ONCE)).isNotEmpty();
        assertThat(alerts.on(finding(Group.ALL, BREACH, minutes(1)), AT_ONCE)).isEmpty();
        assertThat(alerts.on(finding(Group.ALL, INCONCLUSIVE, minutes(2)), AT_ONCE))
                .isEmpty();
    }

    @Test
    void firesAtTheVeryEndOfTheHoldThoughTheClockIsFurther() {
        Finding breach = finding(Group.ALL, BREACH, NOON);
        alerts.on(breach, HELD);
        assertThat(elapsed(minutes(5).minusMillis(1), HELD)).isEmpty();
        assertThat(elapsed(minutes(60), HELD)).singleElement().satisfies(event -> {
            assertThat(event.status()).isEqualTo(AlertStatus.FIRING);
            assertThat(event.at()).isEqualTo(minutes(5));
            assertThat(event.startedAt()).isEqualTo(NOON);
            assertThat(event.finding()).isEqualTo(breach);
        });
        assertThat(elapsed(minutes(600), HELD)).as("an alert that fires").isEmpty();
    }

    @Test
    void firesAtTheExactDeadline() {
        alerts.on(finding(Group.ALL, BREACH, NOON), HELD);
        assertThat(elapsed(minutes(5), HELD)).extracting(AlertEvent::status).containsExactly(AlertStatus.FIRING);
    }

    @Test
    void resolvesAtTheVeryEndOfTheHold() {
        alerts.on(finding(Group.ALL, BREACH, NOON), AT_ONCE);
        Finding clear = finding(Group.ALL, CLEAR, minutes(20));
        alerts.on(clear, HELD);
        assertThat(elapsed(minutes(23).minusMillis(1), HELD)).isEmpty();
        assertThat(elapsed(minutes(99), HELD)).singleElement().satisfies(event -> {
            assertThat(event.status()).isEqualTo(AlertStatus.RESOLVED);
            assertThat(event.at()).isEqualTo(minutes(23));
            assertThat(event.finding()).isEqualTo(clear);
        });
        assertThat(alerts.get(key(Group.ALL))).isNull();
    }

    @Test
    void movesAlertsInTheOrderInWhichTheirHoldsEnd() {
        alerts.on(finding(FREE, BREACH, minutes(0)), HELD);
        alerts.on(finding(GERMAN, BREACH, minutes(2)), HELD);
        alerts.on(finding(new Group("locale", "at"), BREACH, minutes(1)), HELD);
        assertThat(elapsed(minutes(60), HELD))
                .extracting(event -> event.key().group().name())
                .containsExactly("free", "at", "de");
    }

    @Test
    void movesAlertsInOneOrderWhereTheirHoldsEndTogether() {
        for (Group group : List.of(FREE, new Group("locale", "fr"), GERMAN)) {
            alerts.on(finding(group, BREACH, NOON), HELD);
        }
        assertThat(elapsed(minutes(60), HELD))
                .extracting(event -> event.key().group().name())
                .containsExactly("de", "fr", "free");
    }

    @Test
    void suppressesAnAlertThatOneOverAllTrafficExplains() {
        alerts.on(finding(Group.ALL, BREACH, NOON), AT_ONCE);
        AlertEvent child =
                alerts.on(finding(GERMAN, BREACH, minutes(1)), AT_ONCE).get(0);
        assertThat(child.status()).isEqualTo(AlertStatus.SUPPRESSED);
        assertThat(child.parentAlertId()).isEqualTo(key(Group.ALL).idOf(NOON));
    }

    @Test
    void firesForAGroupThatIsWorseThanAllTraffic() {
        alerts.on(finding(Group.ALL, BREACH, NOON), AT_ONCE); // 20 % to 40 %
        assertThat(status(ExampleFinding.of("judge-a", GERMAN, BREACH, minutes(1), 0.4, 0.6)))
                .as("touches the interval of all traffic")
                .isEqualTo(AlertStatus.SUPPRESSED);
        assertThat(status(ExampleFinding.of("judge-a", FREE, BREACH, minutes(1), 0.4001, 0.6)))
                .isEqualTo(AlertStatus.FIRING);
    }

    @Test
    void suppressesWhereTheIntervalsAreUnknown() {
        alerts.on(ExampleFinding.of("judge-a", Group.ALL, BREACH, NOON, null, null), AT_ONCE);
        assertThat(status(finding(GERMAN, BREACH, minutes(1)))).isEqualTo(AlertStatus.SUPPRESSED);
    }

    @Test
    void isExplainedOnlyByTheSameSeriesThatFires() {
        alerts.on(ExampleFinding.of("judge-b", Group.ALL, BREACH, NOON, 0.2, 0.4), AT_ONCE);
        assertThat(status(finding(GERMAN, BREACH, NOON)))
                .as("another evaluator")
                .isEqualTo(AlertStatus.FIRING);
        alerts.on(finding(Group.ALL, BREACH, NOON), HELD);
        assertThat(status(finding(FREE, BREACH, NOON)))
                .as("a parent that pends")
                .isEqualTo(AlertStatus.FIRING);
        elapsed(minutes(5), HELD);
        alerts.on(finding(Group.ALL, CLEAR, minutes(6)), HELD);
        assertThat(status(finding(new Group("locale", "en"), BREACH, minutes(6))))
                .as("a parent that clears")
                .isEqualTo(AlertStatus.FIRING);
    }

    @Test
    void doesNotTakeBackAnAlertThatFiredBeforeAllTrafficDid() {
        alerts.on(finding(GERMAN, BREACH, NOON), AT_ONCE);
        alerts.on(finding(Group.ALL, BREACH, minutes(1)), AT_ONCE);
        assertThat(alerts.on(finding(GERMAN, BREACH, minutes(2)), AT_ONCE)).isEmpty();
    }

    /** In the order of their keys a group came before all traffic, so everybody was told about each group, too. */
    @Test
    void suppressesGroupsWhoseHoldEndsTogetherWithThatOfAllTraffic() {
        alerts.on(finding(Group.ALL, BREACH, NOON), HELD);
        alerts.on(finding(GERMAN, BREACH, NOON), HELD);
        assertThat(elapsed(minutes(5), HELD))
                .extracting(event -> event.key().group() + " " + event.status())
                .containsExactly("all traffic FIRING", "locale=de SUPPRESSED");
    }

    /** A relapse was explained by an alert that was long over, so nobody heard of it. */
    @Test
    void firesOnARelapseOnceWhatExplainedItIsOver() {
        alerts.on(finding(Group.ALL, BREACH, NOON), AT_ONCE);
        assertThat(status(finding(GERMAN, BREACH, NOON))).isEqualTo(AlertStatus.SUPPRESSED);
        alerts.on(finding(GERMAN, CLEAR, minutes(10)), HELD);
        alerts.on(finding(Group.ALL, CLEAR, minutes(11)), AT_ONCE);
        AlertEvent relapse =
                alerts.on(finding(GERMAN, BREACH, minutes(12)), HELD).get(0);
        assertThat(relapse.status()).isEqualTo(AlertStatus.FIRING);
        assertThat(relapse.parentAlertId()).isNull();
        assertThat(relapse.startedAt()).isEqualTo(NOON);
    }

    @Test
    void resolvesAnAlertWhoseRuleIsNoLongerInThePolicy() {
        alerts.on(finding(Group.ALL, BREACH, NOON), AT_ONCE);
        alerts.on(finding(GERMAN, BREACH, NOON), HELD);
        List<AlertEvent> events = alerts.elapsed(minutes(1), key -> Optional.empty());
        assertThat(events).extracting(AlertEvent::status).containsOnly(AlertStatus.RESOLVED);
        assertThat(events).extracting(event -> event.key().group()).containsExactly(Group.ALL, GERMAN);
        assertThat(events).extracting(AlertEvent::at).containsOnly(minutes(1));
        assertThat(events).extracting(AlertEvent::owner).containsOnlyNulls();
        assertThat(alerts.get(key(Group.ALL))).isNull();
        assertThat(alerts.get(key(GERMAN))).isNull();
    }

    @Test
    void endsAtOnceWhereItIsAboutNothingAnyMore() {
        AlertEvent firing = alerts.on(finding(GERMAN, BREACH, NOON), HELD).get(0);
        List<AlertEvent> events = alerts.end(key(GERMAN), minutes(1), "it was replaced", HELD);
        assertThat(events)
                .extracting(AlertEvent::alertId, AlertEvent::status, AlertEvent::at, AlertEvent::owner)
                .containsExactly(tuple(firing.alertId(), AlertStatus.RESOLVED, minutes(1), "support-ai"));
        assertThat(events.get(0).summary())
                .startsWith(
                        "HALLUCINATION of locale=de in billing-assistant, judged by judge-a is over: it was replaced"
                                + " (the alert said: it is credibly above 2.00 %): 12 of 40 failed");
        assertThat(alerts.get(key(GERMAN))).isNull();
        assertThat(alerts.end(key(GERMAN), minutes(2), "it was replaced", HELD))
                .as("nothing to end")
                .isEmpty();
    }

    @Test
    void endsNoSoonerThanItBegan() {
        alerts.on(finding(Group.ALL, BREACH, minutes(5)), AT_ONCE);
        alerts.on(finding(GERMAN, BREACH, minutes(6)), AT_ONCE);
        assertThat(alerts.end(key(Group.ALL), NOON, "it was none", AT_ONCE))
                .extracting(AlertEvent::status, AlertEvent::at)
                .containsExactly(tuple(AlertStatus.RESOLVED, minutes(5)));
    }

    @Test
    void isNeverResolvedBySilence() {
        alerts.on(finding(Group.ALL, BREACH, NOON), AT_ONCE);
        assertThat(elapsed(minutes(1_000_000), AT_ONCE)).isEmpty();
        assertThat(alerts.get(key(Group.ALL))).isNotNull();
    }

    @Test
    void givesEveryEpisodeAnIdOfItsOwn() {
        AlertEvent first = alerts.on(finding(Group.ALL, BREACH, NOON), AT_ONCE).get(0);
        alerts.on(finding(Group.ALL, CLEAR, minutes(1)), AT_ONCE);
        AlertEvent second =
                alerts.on(finding(Group.ALL, BREACH, minutes(2)), AT_ONCE).get(0);
        assertThat(second.alertId())
                .isNotEqualTo(first.alertId())
                .isEqualTo(key(Group.ALL).idOf(minutes(2)));
    }

    @Test
    void saysTheSameForTheSameFindings() {
        assertThat(story(new Alerts(), false))
                .isEqualTo(story(new Alerts(), false))
                .hasSize(10);
    }

    @Test
    void whatIsWrongStillIsHeardOnceTheAlertThatExplainedItIsOver() {
        alerts.on(finding(Group.ALL, BREACH, NOON), AT_ONCE);
        AlertEvent suppressed =
                alerts.on(finding(GERMAN, BREACH, minutes(1)), AT_ONCE).get(0);
        assertThat(alerts.on(finding(GERMAN, BREACH, minutes(8)), AT_ONCE)).isEmpty();
        assertThat(alerts.on(finding(Group.ALL, CLEAR, minutes(9)), AT_ONCE))
                .extracting(AlertEvent::status)
                .containsExactly(AlertStatus.RESOLVED);

        // the incident is over, but the windows still have it in them
        assertThat(alerts.on(finding(GERMAN, BREACH, minutes(10)), AT_ONCE)).isEmpty();
        // a breach ends later than an incident; the baseline rate is 0.02
        Finding ending = ExampleFinding.of("judge-a", GERMAN, BREACH, minutes(70), 0.01, 0.1);
        assertThat(alerts.on(ending, AT_ONCE)).isEmpty();

        Finding goesOn = finding(GERMAN, BREACH, minutes(71));
        List<AlertEvent> heard = alerts.on(goesOn, AT_ONCE);
        assertThat(heard).extracting(AlertEvent::status).containsExactly(AlertStatus.FIRING);
        assertThat(heard.get(0).finding()).as("its proof is of now").isEqualTo(goesOn);
        assertThat(heard.get(0).alertId()).isEqualTo(suppressed.alertId());
        assertThat(heard.get(0).parentAlertId()).isNull();
        assertThat(alerts.on(finding(GERMAN, BREACH, minutes(72)), AT_ONCE)).isEmpty();
    }

    @Test
    void whatEndsQuotesTheBreachAndNotTheFindingThatEndsIt() {
        alerts.on(finding(GERMAN, BREACH, NOON), AT_ONCE);
        Finding clear = new Finding(
                "ceiling",
                "failure-rate",
                Severity.HIGH,
                "billing-assistant",
                finding(GERMAN, CLEAR, NOON).category(),
                "judge-a",
                GERMAN,
                CLEAR,
                minutes(1),
                "v1",
                "is credibly above 7.00 %",
                finding(GERMAN, CLEAR, NOON).evidence());
        assertThat(alerts.on(clear, AT_ONCE).get(0).summary()).contains("the alert said: it is credibly above 2.00 %");
    }

    @Test
    void goesOnAfterARestartAsIfNothingHadHappened() {
        assertThat(story(new Alerts(), true)).isEqualTo(story(new Alerts(), false));
    }

    /** With thousands of open alerts, looking at each of them whenever time passes took longer than judging. */
    @Test
    void looksAtAnAlertOnceUntilItMoves() {
        for (int i = 0; i < 1_000; i++) {
            alerts.on(finding(new Group("locale", "l-" + i), BREACH, NOON), AT_ONCE);
        }
        int[] asked = {0};
        Function<AlertKey, Optional<AlertSettings>> settings = key -> {
            asked[0]++;
            return Optional.of(HELD);
        };
        for (int minute = 0; minute < 100; minute++) {
            assertThat(alerts.elapsed(minutes(minute), settings)).isEmpty();
        }
        assertThat(asked[0]).isEqualTo(1_000);
        alerts.on(finding(new Group("locale", "l-7"), CLEAR, minutes(100)), HELD);
        assertThat(alerts.elapsed(minutes(103), settings)).hasSize(1);
        assertThat(asked[0]).as("its deadline, and its settings as it moves").isEqualTo(1_002);
    }

    @Test
    void saysTheSameWhetherItRemembersDeadlinesOrLooksAtAllOfThemAgain() {
        Duration[] holds = {Duration.ZERO, Duration.ofMinutes(2), Duration.ofMinutes(7)};
        Function<AlertKey, Optional<AlertSettings>> declared = key -> {
            int n = Math.floorMod(key.toString().hashCode(), 4);
            return n == 3
                    ? Optional.empty()
                    : Optional.of(new AlertSettings(
                            new HoldPolicy(holds[n], holds[2 - n], n == 1 ? Duration.ofMinutes(30) : null),
                            null,
                            null));
        };
        for (int seed = 0; seed < 50; seed++) {
            Random dice = new Random(seed);
            Alerts remembers = new Alerts();
            Alerts looks = new Alerts();
            for (int minute = 0; minute < 200; minute++) {
                Group group = dice.nextInt(4) == 0 ? Group.ALL : new Group("locale", "l-" + dice.nextInt(12));
                RuleOutcome outcome = RuleOutcome.values()[dice.nextInt(3)];
                Finding finding = finding(group, outcome, minutes(minute));
                AlertSettings settings = declared.apply(AlertKey.of(finding)).orElse(AT_ONCE);
                assertThat(remembers.on(finding, settings)).isEqualTo(looks.on(finding, settings));
                boolean some = dice.nextBoolean();
                Predicate<AlertKey> of = key -> !some || key.toString().hashCode() % 2 == 0;
                assertThat(remembers.elapsed(minutes(minute), declared, of))
                        .isEqualTo(looks.elapsed(minutes(minute), declared.compose(key -> key), of));
            }
        }
    }

    private static List<AlertEvent> story(Alerts start, boolean restarted) {
        Alerts now = start;
        List<AlertEvent> events = new ArrayList<>();
        List<Finding> findings = List.of(
                finding(Group.ALL, BREACH, NOON),
                finding(GERMAN, BREACH, NOON),
                finding(FREE, BREACH, minutes(1)),
                finding(Group.ALL, BREACH, minutes(6)),
                finding(GERMAN, CLEAR, minutes(7)),
                finding(Group.ALL, CLEAR, minutes(8)),
                finding(Group.ALL, CLEAR, minutes(30)));
        for (Finding finding : findings) {
            events.addAll(now.elapsed(finding.at(), key -> Optional.of(HELD)));
            events.addAll(now.on(finding, HELD));
            if (restarted) {
                Alerts before = now;
                now = new Alerts();
                for (Group group : List.of(FREE, GERMAN, Group.ALL)) {
                    OpenAlert open = before.get(key(group));
                    if (open != null) {
                        now.restore(key(group), open);
                    }
                }
            }
        }
        return events;
    }

    private AlertStatus status(Finding finding) {
        return alerts.on(finding, AT_ONCE).get(0).status();
    }

    private List<AlertEvent> elapsed(Instant now, AlertSettings settings) {
        return alerts.elapsed(now, key -> Optional.of(settings));
    }

    private static Finding finding(Group group, RuleOutcome outcome, Instant at) {
        return ExampleFinding.of(group, outcome, at);
    }

    private static AlertKey key(Group group) {
        return AlertKey.of(finding(group, BREACH, NOON));
    }

    private static AlertSettings settings(Duration fireAfter, Duration resolveAfter) {
        return new AlertSettings(new HoldPolicy(fireAfter, resolveAfter), "support-ai", "https://wiki.example/runbook");
    }

    private static Instant minutes(long minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }
}
