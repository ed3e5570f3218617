package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.interaction;
import static io.riskmonitor.scenario.Event.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import io.riskmonitor.scenario.Event;
import io.riskmonitor.scenario.SentInteraction;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.AlertState;
import io.riskmonitor.schema.Command;
import io.riskmonitor.schema.CommandKind;
import io.riskmonitor.schema.Digest;
import io.riskmonitor.schema.FailurePattern;
import io.riskmonitor.schema.JudgeHealth;
import io.riskmonitor.schema.Outcome;
import io.riskmonitor.schema.RiskCategory;
import io.riskmonitor.schema.Source;
import io.riskmonitor.schema.WeekRate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From events to the published reviews of weeks. */
class DigestsTest {

    private static final String POLICY = """
            application: billing
            segments: {dimensions: [locale]}
            rules:
              - {id: ceiling, kind: failure-rate, category: HALLUCINATION, evaluator: judge-a, ceiling: 0.1, severity: HIGH}
              - {id: parity, kind: disparity, category: HALLUCINATION, dimension: locale, severity: LOW}
            """;

    private static final Instant MONDAY = Instant.parse("2026-04-13T00:00:00Z"); // of 2026-W16
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Instant SECOND = MONDAY.plus(WEEK);
    private static final Instant THIRD = SECOND.plus(WEEK);

    /** When what came last may still count. */
    private static final Duration LATENESS = Duration.ofMinutes(10);

    private static List<Digest> ofTwoWeeks;

    private final Rig rig = Rig.standard().declare(POLICY);

    @BeforeAll
    static void reviewTwoWeeks() {
        try (Rig rig = Rig.standard().declare(POLICY)) {
            ofTwoWeeks =
                    List.copyOf(rig.send(events(twoWeeks()), 1_000).finish().digests());
        }
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** One interaction, with the verdict of judge-a. */
    private record Turn(String id, String conversation, Instant at, String locale, String release, boolean failed) {

        List<Event> events(int number) {
            List<Event> events = new ArrayList<>();
            SentInteraction sent = interaction(id)
                    .in(conversation)
                    .at(at)
                    .locale(locale)
                    .release(release)
                    .judged("judge-a", failed ? Outcome.FAIL : Outcome.PASS);
            events.add(sent);
            if (number % 7 == 0) {
                boolean missed = number % 70 == 0;
                events.add(verdict(id)
                        .in(conversation)
                        .at(at.plusSeconds(90))
                        .by("desk", failed != missed ? Outcome.FAIL : Outcome.PASS)
                        .from(Source.HUMAN));
            }
            if (number % 21 == 0) {
                events.add(verdict(id)
                        .in(conversation)
                        .at(at.plusSeconds(30))
                        .by("gold", number % 63 == 0 ? Outcome.FAIL : Outcome.PASS)
                        .on(RiskCategory.GOLD_MISMATCH)
                        .from(Source.GOLD));
            }
            return events;
        }
    }

    /**
     * A turn every ten minutes, three to a conversation, German every third conversation. In the second week every second
     * German turn fails instead of every twentieth, and the release m-2 answers every other conversation.
     */
    private static List<Turn> twoWeeks() {
        List<Turn> turns = new ArrayList<>();
        for (Instant at = MONDAY; at.isBefore(THIRD); at = at.plus(Duration.ofMinutes(10))) {
            int n = turns.size();
            int conversation = n / 3;
            boolean german = conversation % 3 == 0;
            boolean second = !at.isBefore(SECOND);
            boolean failed = german && second ? n % 2 == 0 : n % 20 == 0;
            turns.add(new Turn(
                    "i-" + n,
                    "c-" + conversation,
                    at,
                    german ? "de" : "fr",
                    second && conversation % 2 == 0 ? "m-2" : "m-1",
                    failed));
        }
        return turns;
    }

    private static List<Event> events(List<Turn> turns) {
        List<Event> events = new ArrayList<>();
        for (int n = 0; n < turns.size(); n++) {
            events.addAll(turns.get(n).events(n));
        }
        events.add(interaction("i-last").at(THIRD.plus(Duration.ofHours(1))));
        events.sort(Comparator.comparing(Event::time));
        return events;
    }

    @Test
    void aPatternThatWorsensIsADiscoveryWithItsExactCounts() {
        List<Turn> turns = twoWeeks();

        assertThat(ofTwoWeeks).extracting(Digest::getWeek).containsExactly("2026-W16", "2026-W17");
        assertThat(ofTwoWeeks).extracting(Digest::getInteractions).containsExactly(1008L, 1008L);
        Digest digest = ofTwoWeeks.get(1);
        assertThat(digest.getStart()).isEqualTo(SECOND);
        assertThat(digest.getEnd()).isEqualTo(THIRD);
        assertThat(digest.getInteractionsBefore()).isEqualTo(1008);

        assertThat(digest.getPatterns()).allSatisfy(pattern -> {
            if (pattern.getEvaluator().equals("judge-a")) {
                assertCounts(pattern.getNow(), turns, pattern, SECOND);
                assertCounts(pattern.getBefore(), turns, pattern, MONDAY);
            }
        });
        List<FailurePattern> discoveries = digest.getPatterns().stream()
                .filter(FailurePattern::getDiscovery)
                .toList();
        assertThat(discoveries)
                .as("first of all")
                .isEqualTo(digest.getPatterns().subList(0, (int) digest.getDiscoveries()))
                .extracting(
                        FailurePattern::getEvaluator,
                        FailurePattern::getDimension,
                        FailurePattern::getGroup,
                        FailurePattern::getRelease)
                .as("German, with it all traffic, and as people see it")
                .containsExactlyInAnyOrder(
                        tuple("judge-a", "locale", "de", null),
                        tuple("judge-a", null, null, null),
                        tuple("desk", "locale", "de", null));
        FailurePattern german = discoveries.stream()
                .filter(pattern -> "de".equals(pattern.getGroup()) && pattern.getRelease() == null)
                .findFirst()
                .orElseThrow();
        assertThat(german.getLogE()).as("evidence").isGreaterThan(Math.log(1 / 0.05));
        assertThat(german.getDifferenceLower()).isGreaterThan(0.3);
        assertThat(german.getExemplars()).hasSize(3).isSubsetOf(failed(turns, german, SECOND));
        double usual = (double) in(turns, SECOND, turn -> true).stream()
                        .filter(Turn::failed)
                        .count()
                / 1008;
        assertThat(german.getExcessLoss())
                .as("a failure of severity HIGH weighs 30")
                .isCloseTo(30 * (german.getNow().getFailures() - german.getNow().getN() * usual), within(1e-6));
    }

    @Test
    void everyPatternIsLookedAtAndOnlyThoseWithFirstTrialsInBothWeeksAreTested() {
        Digest first = ofTwoWeeks.get(0);
        assertThat(first.getPatternsSeen())
                .as("judge-a, desk and gold: all traffic, de and fr, of one release")
                .isEqualTo(9);
        assertThat(first.getPatternsTested()).isZero();
        assertThat(first.getDiscoveries()).isZero();
        assertThat(first.getPatterns()).isNotEmpty().allSatisfy(pattern -> {
            assertThat(pattern.getRelease()).isEqualTo("m-1");
            assertThat(pattern.getLogE()).isNull();
            assertThat(pattern.getDifference()).isNull();
            assertThat(pattern.getExcessLoss()).isPositive();
        });
        Digest second = ofTwoWeeks.get(1);
        assertThat(second.getPatternsSeen())
                .as("the same over all releases, and of m-1 and m-2")
                .isEqualTo(27);
        assertThat(second.getPatternsTested())
                .as("of m-2 there was nothing in the week before")
                .isEqualTo(18);
    }

    private static void assertCounts(WeekRate rate, List<Turn> turns, FailurePattern pattern, Instant monday) {
        List<Turn> all = in(turns, monday, turn -> isOf(turn, pattern));
        assertThat(rate.getN()).as("%s", pattern).isEqualTo(all.size());
        assertThat(rate.getFailures())
                .isEqualTo(all.stream().filter(Turn::failed).count());
        List<Turn> firsts = in(firsts(turns), monday, turn -> isOf(turn, pattern));
        assertThat(rate.getFirstN()).isEqualTo(firsts.size());
        assertThat(rate.getFirstFailures())
                .isEqualTo(firsts.stream().filter(Turn::failed).count());
    }

    private static boolean isOf(Turn turn, FailurePattern pattern) {
        return (pattern.getGroup() == null || pattern.getGroup().equals(turn.locale()))
                && (pattern.getRelease() == null || pattern.getRelease().equals(turn.release()));
    }

    private static List<String> failed(List<Turn> turns, FailurePattern pattern, Instant monday) {
        return in(turns, monday, turn -> isOf(turn, pattern) && turn.failed()).stream()
                .map(Turn::id)
                .toList();
    }

    private static List<Turn> in(List<Turn> turns, Instant monday, Predicate<Turn> which) {
        return turns.stream()
                .filter(turn -> !turn.at().isBefore(monday) && turn.at().isBefore(monday.plus(WEEK)))
                .filter(which)
                .toList();
    }

    private static List<Turn> firsts(List<Turn> turns) {
        Set<String> seen = new HashSet<>();
        return turns.stream().filter(turn -> seen.add(turn.conversation())).toList();
    }

    @Test
    void judgesAreShownWithWhatTheyHaveSeenAndHowFarTheyAgree() {
        Digest digest = ofTwoWeeks.get(0);
        assertThat(digest.getJudges())
                .extracting(
                        JudgeHealth::getEvaluator,
                        JudgeHealth::getJudged,
                        JudgeHealth::getUnsure,
                        JudgeHealth::getCoverage)
                .containsExactly(
                        tuple("desk", 144L, 0L, 144.0 / 1008),
                        tuple("judge-a", 1008L, 0L, 1.0),
                        tuple("gold", 48L, 0L, 48.0 / 1008));
        assertThat(digest.getJudges().get(1).getAgreements()).singleElement().satisfies(agreement -> {
            assertThat(agreement.getReference()).isEqualTo(Source.HUMAN);
            // of 144 turns reviewed, every tenth is said to be what it is not; those that fail are among them
            assertThat(agreement.getBothPass()).isEqualTo(129);
            assertThat(agreement.getOnlyEvaluator()).isEqualTo(8);
            assertThat(agreement.getOnlyReference()).isEqualTo(7);
            assertThat(agreement.getBothFail()).isZero();
            // both fail seldom and never together: observed agreement 129 / 144, expected (136 · 137 + 8 · 7) / 144²
            double expected = (136 * 137 + 8 * 7) / (144.0 * 144);
            assertThat(agreement.getKappa()).isCloseTo((129 / 144.0 - expected) / (1 - expected), within(1e-12));
        });
        assertThat(digest.getGold()).singleElement().satisfies(gold -> {
            assertThat(gold.getCategory()).isEqualTo(RiskCategory.GOLD_MISMATCH);
            assertThat(gold.getNow().getN()).isEqualTo(48);
            assertThat(gold.getNow().getFailures()).isEqualTo(16);
        });
    }

    @Test
    void isPublishedOnceWhenNothingOfTheWeekMayComeAnyMore() {
        rig.send(turn("i-1", MONDAY), turn("i-2", SECOND), turn("i-3", SECOND.plus(LATENESS)))
                .finish();
        assertThat(rig.digests()).as("the pane of i-3 is not over").hasSize(1);
    }

    @Test
    void isNotPublishedBefore() {
        rig.send(turn("i-1", MONDAY), turn("i-2", SECOND.plus(LATENESS).minusSeconds(2)))
                .finish();
        rig.pass(Duration.ofDays(30));
        assertThat(rig.digests()).as("while time stands still").isEmpty();
    }

    @Test
    void whatHappensInTheLastMillisecondBelongsToTheWeekAndWhatComesLateIsIn() {
        rig.send(turn("i-1", SECOND.minusMillis(1)), turn("i-2", SECOND), turn("i-3", SECOND.plusSeconds(300)))
                .flush()
                .flush();
        rig.send(turn("i-4", SECOND.minusSeconds(5))).flush();
        rig.send(turn("i-5", THIRD.plus(LATENESS).plusSeconds(1))).finish();

        assertThat(rig.digests())
                .extracting(Digest::getWeek, Digest::getInteractions, Digest::getLateInteractions)
                .containsExactly(tuple("2026-W16", 2L, 0L), tuple("2026-W17", 2L, 0L));
        assertThat(rig.counter("risk_late_total", "application", "billing")).isZero();
    }

    @Test
    void aVerdictCountsInTheWeekInWhichItWasPassed() {
        rig.send(
                        interaction("i-1").at(SECOND.minusSeconds(60)),
                        turn("i-2", SECOND.plusSeconds(60)),
                        verdict("i-1").at(SECOND.plusSeconds(120)).by("judge-a", Outcome.FAIL),
                        turn("i-3", THIRD.plus(LATENESS)))
                .finish();

        assertThat(rig.digests()).hasSize(2);
        assertThat(rig.digests().get(0).getJudges()).isEmpty();
        assertThat(rig.digests().get(1).getJudges()).singleElement().satisfies(judge -> assertThat(judge.getJudged())
                .isEqualTo(2));
    }

    @Test
    void aWeekWithoutInteractionsHasNoDigestAndIsNoWeekBefore() {
        Instant later = THIRD.minus(Duration.ofDays(1));
        rig.send(
                        turn("i-1", MONDAY.minus(WEEK)),
                        turn("i-2", later),
                        interaction("i-3").of("support").at(THIRD.plus(LATENESS)))
                .finish();

        assertThat(rig.digests())
                .extracting(Digest::getApplication, Digest::getWeek, Digest::getInteractionsBefore)
                .containsExactly(tuple("billing", "2026-W15", 0L), tuple("billing", "2026-W17", 0L));
    }

    @Test
    void alertsAreCountedByWhatBecameOfThem() {
        List<Event> events = new ArrayList<>();
        for (int n = 0; n < 400; n++) { // half of it fails, then nothing for a long time
            boolean failed = n < 100 && n % 2 == 0;
            events.add(turn("i-" + n, MONDAY.plusSeconds(20L * n), failed ? Outcome.FAIL : Outcome.PASS));
        }
        for (int n = 400; n < 500; n++) {
            events.add(turn("i-" + n, SECOND.minusSeconds(20L * (500 - n)), Outcome.FAIL));
        }
        rig.send(events.subList(0, 100), 10);
        Alert first = rig.alerts().get(rig.alerts().size() - 1);
        assertThat(first.getState()).isEqualTo(AlertState.FIRING);
        rig.tell(Command.newBuilder()
                .setCommandId("c-1")
                .setApplication("billing")
                .setKind(CommandKind.ACKNOWLEDGE)
                .setAt(first.getStartedAt().plusSeconds(90))
                .setBy("ada")
                .setAlertId(first.getAlertId())
                .build());
        rig.send(events.subList(100, 500), 10)
                .send(turn("i-last", SECOND.plus(LATENESS)))
                .finish();

        List<Alert> fired = firstFirings(rig.alerts());
        assertThat(fired).hasSize(2);
        assertThat(rig.digests()).singleElement().satisfies(digest -> {
            assertThat(digest.getAlerts().getFired()).isEqualTo(2);
            assertThat(digest.getAlerts().getResolved()).isEqualTo(1);
            assertThat(digest.getAlerts().getClosed()).isZero();
            assertThat(digest.getAlerts().getAcknowledged()).isEqualTo(1);
            assertThat(digest.getAlerts().getUnanswered()).isEqualTo(1);
            assertThat(digest.getAlerts().getOpen()).isEqualTo(1);
            assertThat(digest.getAlerts().getMedianSecondsToAcknowledge()).isEqualTo(90);
            assertThat(digest.getAlerts().getLongestSecondsToAcknowledge()).isEqualTo(90);
            assertThat(digest.getAlerts().getWaiting()).singleElement().satisfies(waiting -> {
                assertThat(waiting.getAlertId()).isEqualTo(fired.get(1).getAlertId());
                assertThat(waiting.getSummary()).isEqualTo(fired.get(1).getSummary());
            });
        });
    }

    private static List<Alert> firstFirings(List<Alert> alerts) {
        Set<String> seen = new HashSet<>();
        return alerts.stream()
                .filter(alert -> alert.getState() == AlertState.FIRING)
                .filter(alert -> seen.add(alert.getAlertId()))
                .toList();
    }

    @Test
    void theSameEventsInOtherBatchesGiveTheSameDigests() {
        rig.send(events(twoWeeks()), 37).finish();
        assertThat(rig.digests()).isEqualTo(ofTwoWeeks);
    }

    private static SentInteraction turn(String id, Instant at) {
        return turn(id, at, Outcome.PASS);
    }

    private static SentInteraction turn(String id, Instant at, Outcome outcome) {
        return interaction(id).at(at).judged("judge-a", outcome);
    }
}
