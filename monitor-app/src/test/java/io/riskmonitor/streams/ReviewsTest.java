package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.interaction;
import static io.riskmonitor.scenario.Event.time;
import static io.riskmonitor.scenario.Event.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.riskmonitor.scenario.Event;
import io.riskmonitor.scenario.SentInteraction;
import io.riskmonitor.scenario.SentVerdict;
import io.riskmonitor.schema.Command;
import io.riskmonitor.schema.CommandKind;
import io.riskmonitor.schema.Outcome;
import io.riskmonitor.schema.Review;
import io.riskmonitor.schema.ReviewItem;
import io.riskmonitor.schema.ReviewState;
import io.riskmonitor.schema.RiskCategory;
import io.riskmonitor.schema.Source;
import io.riskmonitor.schema.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Failures that nobody has confirmed, from the pane in which they are found to the decision. */
class ReviewsTest {

    private static final String POLICY = """
            application: billing
            owner: {team: support-ai, runbook: "https://wiki.example/leaks"}
            segments: {dimensions: [locale]}
            rules:
              - {id: leak, kind: critical, category: DATA_LEAKAGE, sources: [HUMAN, GUARDRAIL], minConfidence: 0.95,
                 reviewWithin: PT4H, severity: CRITICAL}
            """;

    private static final Instant NOON = Event.NOON;

    /** The clock of the rig. */
    private static final Instant NOW = time("23:00:00");

    private static final Duration A_MOMENT = Duration.ofSeconds(3);

    private final Rig rig = Rig.standard().declare(POLICY);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void tenThousandInOneMinuteAreOneReviewPerGroupWithAnExactCountAndAFewNames() {
        List<Event> flood = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            flood.add(leaky("i-" + i, NOON.plusMillis(i * 6L)).locale(i % 10 == 0 ? "de" : "en"));
        }

        List<Review> published = new ArrayList<>(rig.send(flood, 500).finish().reviews());

        assertThat(new HashSet<>(published.stream().map(Review::getReviewId).toList()))
                .hasSize(3);
        assertThat(published).as("one per pane and group").hasSizeLessThanOrEqualTo(3 * 60);
        assertThat(published).allMatch(review -> review.getItems().size() <= 20);
        assertThat(last(published, null))
                .extracting(Review::getUnconfirmed, Review::getConfirmed, Review::getRejected, Review::getState)
                .containsExactly(10_000L, 0L, 0L, ReviewState.OPEN);
        assertThat(last(published, "de").getUnconfirmed()).isEqualTo(1_000);
        assertThat(last(published, "en").getUnconfirmed()).isEqualTo(9_000);
        assertThat(last(published, null).getItems()).hasSize(20);
    }

    @Test
    void aReviewSaysWhoIsToDecideWhatUntilWhen() {
        rig.send(leaky("i-1", NOON.plusMillis(100))).finish();

        Review review = last(rig.reviews(), null);
        assertThat(review.getApplication()).isEqualTo("billing");
        assertThat(review.getRule()).isEqualTo("leak");
        assertThat(review.getCategory()).isEqualTo(RiskCategory.DATA_LEAKAGE);
        assertThat(review.getFrom()).isEqualTo(NOON);
        assertThat(review.getTo()).isEqualTo(time("13:00:00"));
        assertThat(review.getOwner()).isEqualTo("support-ai");
        assertThat(review.getRunbook()).isEqualTo("https://wiki.example/leaks");
        assertThat(review.getOpenedAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(review.getDecideBy()).isEqualTo(time("16:00:01"));
        assertThat(review.getItems())
                .extracting(
                        ReviewItem::getInteractionId,
                        ReviewItem::getEvaluator,
                        ReviewItem::getVerdictId,
                        ReviewItem::getReference,
                        ReviewItem::getDecision)
                .containsExactly(tuple("i-1", "judge-a", "judge-a/DATA_LEAKAGE", "https://store.example/i-1", null));
        rig.pass(A_MOMENT);
        assertThat(rig.gauge("risk_reviews_open", "application", "billing", "category", "DATA_LEAKAGE"))
                .as("of all traffic and of its locale")
                .isEqualTo(2);
        assertThat(rig.gauge("risk_review_oldest_seconds", "application", "billing"))
                .isGreaterThan(Duration.between(NOON, NOW).toSeconds() - 1);
        assertThat(rig.gauge("risk_reviews_overdue", "application", "billing")).isEqualTo(2);
    }

    @Test
    void aDecisionBecomesTheVerdictOfAPersonAndClosesTheReview() {
        rig.send(leaky("i-1", NOON).in("c-1"), leaky("i-2", NOON).in("c-1")).finish();
        rig.reviews();

        rig.tell(decision("d-1", "i-1", false).setReason("made up").build())
                .pass(A_MOMENT)
                .finish();
        Review decided = last(rig.reviews(), null);
        assertThat(decided)
                .extracting(Review::getState, Review::getUnconfirmed, Review::getConfirmed, Review::getRejected)
                .containsExactly(ReviewState.OPEN, 1L, 0L, 1L);

        rig.tell(decision("d-2", "i-2", true).setBy("grace").build())
                .pass(A_MOMENT)
                .finish();
        Review closed = last(rig.reviews(), null);
        assertThat(closed)
                .extracting(Review::getState, Review::getUnconfirmed, Review::getConfirmed, Review::getRejected)
                .containsExactly(ReviewState.CLOSED, 0L, 1L, 1L);
        assertThat(closed.getItems())
                .extracting(
                        ReviewItem::getInteractionId,
                        item -> item.getDecision().getConfirmed(),
                        item -> item.getDecision().getBy(),
                        item -> item.getDecision().getAt(),
                        item -> item.getDecision().getReason())
                .containsExactly(tuple("i-1", false, "ada", NOW, "made up"), tuple("i-2", true, "grace", NOW, null));
        assertThat(closed.getClosure())
                .extracting("by", "at", "reason")
                .containsExactly("grace", NOW, "every listed one is decided");
        assertThat(rig.records(Rig.TOPICS.verdicts()))
                .extracting(record -> new String(record.key()), record -> record.getRecordTime())
                .containsExactly(tuple("c-1", NOW), tuple("c-1", NOW));
        assertThat(rig.alerts())
                .as("confirmed by a person, whom the rule trusts")
                .singleElement()
                .satisfies(alert -> assertThat(alert.getGroup()).isEqualTo("i-2"));
        rig.pass(A_MOMENT);
        assertThat(rig.gauge("risk_reviews_open", "application", "billing", "category", "DATA_LEAKAGE"))
                .isZero();
        assertThat(rig.gauge("risk_review_oldest_seconds", "application", "billing"))
                .isNaN();
        assertThat(rig.refusals()).isEmpty();
    }

    @Test
    void theVerdictOfADecisionSaysOfEveryCategoryWhatThePersonSays() {
        rig.send(leaky("i-1", NOON).judged("judge-a", Outcome.FAIL)).finish();
        rig.tell(decision("d-1", "i-1", true).build()).flush();

        assertThat(rig.verdicts())
                .extracting(
                        Verdict::getCategory,
                        Verdict::getOutcome,
                        Verdict::getEvaluator,
                        Verdict::getSource,
                        Verdict::getJudgedAt)
                .containsExactly(
                        tuple(RiskCategory.HALLUCINATION, Outcome.FAIL, "review", Source.HUMAN, NOW),
                        tuple(RiskCategory.DATA_LEAKAGE, Outcome.FAIL, "review", Source.HUMAN, NOW));

        rig.tell(decision("d-2", "i-1", false)
                        .setVerdictId("judge-a/DATA_LEAKAGE")
                        .build())
                .flush();
        assertThat(rig.verdicts())
                .extracting(Verdict::getCategory, Verdict::getOutcome)
                .containsExactly(tuple(RiskCategory.DATA_LEAKAGE, Outcome.PASS));
        assertThat(rig.counter("risk_corrections_total", "application", "billing"))
                .isEqualTo(1);
    }

    @Test
    void aVerdictThatAPersonPublishesDecidesAsWell() {
        rig.send(leaky("i-1", NOON)).finish();
        rig.send(reviewed("i-1", Outcome.PASS, "12:20:00")).finish().pass(A_MOMENT);

        Review closed = last(rig.reviews(), null);
        assertThat(closed.getState()).isEqualTo(ReviewState.CLOSED);
        assertThat(closed.getItems().get(0).getDecision().getBy()).isEqualTo("desk");

        rig.send(reviewed("i-1", Outcome.FAIL, "12:30:00")).finish().pass(A_MOMENT);
        assertThat(last(rig.reviews(), null))
                .as("a person who thinks again")
                .extracting(Review::getConfirmed, Review::getRejected)
                .containsExactly(1L, 0L);
    }

    @Test
    void whatIsDecidedBeforeItsPaneIsJudgedIsDecidedWhenItIs() {
        rig.send(leaky("i-1", NOON), reviewed("i-1", Outcome.PASS, "12:00:00"), leaky("i-2", NOON))
                .finish()
                .pass(A_MOMENT);

        assertThat(last(rig.reviews(), null))
                .extracting(Review::getState, Review::getUnconfirmed, Review::getRejected)
                .containsExactly(ReviewState.OPEN, 1L, 1L);
    }

    @Test
    void anInteractionCountsOnceHoweverManyDoubtItAndNotIfItIsConfirmed() {
        rig.send(
                        leaky("i-1", NOON).judged("judge-b", Outcome.FAIL, RiskCategory.DATA_LEAKAGE, null),
                        interaction("i-2").at(NOON),
                        verdict("i-2")
                                .on(RiskCategory.DATA_LEAKAGE)
                                .by("filter", Outcome.FAIL)
                                .from(Source.GUARDRAIL),
                        verdict("i-2").on(RiskCategory.DATA_LEAKAGE).by("judge-a", Outcome.FAIL))
                .finish();

        assertThat(last(rig.reviews(), null).getUnconfirmed()).isEqualTo(1);
    }

    @Test
    void moreOfTheHourOpenAReviewAgainThatDecisionsHadClosedButNotOneThatAPersonHas() {
        rig.send(leaky("i-1", NOON)).finish();
        rig.send(reviewed("i-1", Outcome.PASS, "12:00:30")).finish().pass(A_MOMENT);
        assertThat(last(rig.reviews(), null).getState()).isEqualTo(ReviewState.CLOSED);

        rig.send(leaky("i-2", time("12:10:00"))).finish();
        Review again = last(rig.reviews(), null);
        assertThat(again.getState()).isEqualTo(ReviewState.OPEN);
        assertThat(again.getItems()).extracting(ReviewItem::getInteractionId).containsExactly("i-1", "i-2");

        Command close = Command.newBuilder(decision("c-1", "", true).build())
                .setKind(CommandKind.CLOSE)
                .setAlertId(again.getReviewId())
                .setReason("a test of ours")
                .build();
        rig.tell(close, close).flush();
        assertThat(rig.reviews()).singleElement().satisfies(closed -> assertThat(closed.getClosure())
                .extracting("by", "at", "reason")
                .containsExactly("ada", NOW, "a test of ours"));

        rig.send(leaky("i-3", time("12:20:00"))).finish();
        assertThat(last(rig.reviews(), null))
                .extracting(Review::getState, Review::getUnconfirmed)
                .containsExactly(ReviewState.CLOSED, 2L);
        assertThat(rig.refusals()).isEmpty();
    }

    @Test
    void aDecisionAboutWhatNobodyKnowsIsRefusedOnceWhenTheTimeIsOver() {
        rig.send(leaky("i-1", NOON)).finish();
        Command unknown = decision("d-1", "i-9", true).build();
        Command foreign = Command.newBuilder(decision("d-2", "i-1", true).build())
                .setApplication("search")
                .build();
        rig.tell(unknown, foreign, unknown).pass(Reviews.ANSWER_WITHIN);
        assertThat(rig.refusals()).isEmpty();

        rig.pass(Reviews.GRACE.plusSeconds(1));
        assertThat(rig.refusals())
                .extracting(Rig.Refused::reason, Rig.Refused::detail)
                .containsExactlyInAnyOrder(
                        tuple(
                                "INVALID_COMMAND",
                                "billing has no interaction i-9 that is remembered; it is for PT72H of event time"),
                        tuple(
                                "INVALID_COMMAND",
                                "search has no interaction i-1 that is remembered; it is for PT72H of event time"));
        rig.tell(unknown).pass(Duration.ofMinutes(2));
        assertThat(rig.refusals()).isEmpty();
    }

    @Test
    void aDecisionThatMeansNothingIsRefusedWithTheReasonAtOnce() {
        rig.send(leaky("i-1", NOON), interaction("i-2").judged("judge-a", Outcome.PASS))
                .finish();
        rig.tell(
                        decision("d-1", "i-1", true).setVerdictId("nobody").build(),
                        decision("d-2", "i-2", true).build(),
                        decision("d-3", "i-1", true)
                                .setAt(NOW.plus(Duration.ofDays(1)))
                                .build(),
                        decision("d-4", "i-1", true).setConfirm(null).build(),
                        decision("d-6", "i-1", true)
                                .setAt(NOW.minus(Duration.ofDays(10)))
                                .build(),
                        Command.newBuilder(decision("d-5", "", true).build())
                                .setInteractionId(null)
                                .build())
                .flush();

        assertThat(rig.refusals().stream().map(Rig.Refused::detail))
                .containsExactlyInAnyOrder(
                        "interaction i-1 has no verdict nobody; it has [judge-a/DATA_LEAKAGE]",
                        "no verdict says FAIL on interaction i-2; name the one that you mean as verdictId",
                        "at is ahead of the clock by more than PT5M: 2026-05-02T23:00:00Z",
                        "confirm is required: true or false",
                        "at 2026-04-21T23:00:00Z is more than PT72H away from interaction i-1, so that no verdict can"
                                + " find it; at is in the time of the events",
                        "interactionId is required");
        assertThat(rig.verdicts()).isEmpty();
    }

    @Test
    void aRepeatedDecisionDoesNothing() {
        rig.send(leaky("i-1", NOON)).finish();
        Command first = decision("d-1", "i-1", true).build();
        Command second = decision("d-2", "i-1", false).build();
        rig.tell(first, second, first).flush();

        assertThat(rig.verdicts()).extracting(Verdict::getOutcome).containsExactly(Outcome.FAIL, Outcome.PASS);
    }

    @Test
    void whatComesTooLateForItsPaneCountsAllTheSame() {
        rig.send(leaky("i-1", NOON), interaction("later").at("12:00:30")).flush();
        assertThat(last(rig.reviews(), null).getUnconfirmed()).isEqualTo(1);

        rig.send(leaky("i-2", NOON.plusMillis(500))).finish();
        assertThat(last(rig.reviews(), null).getUnconfirmed()).isEqualTo(2);
    }

    @Test
    void timeClosesWhatNobodyDecides() {
        rig.send(leaky("i-1", Instant.parse("2026-03-01T12:00:00Z"))).finish();
        assertThat(last(rig.reviews(), null).getState()).isEqualTo(ReviewState.OPEN);

        rig.send(interaction("two-months-later")).finish();
        Review closed = last(rig.reviews(), null);
        assertThat(closed.getState()).isEqualTo(ReviewState.CLOSED);
        assertThat(closed.getUnconfirmed()).isEqualTo(1);
        assertThat(closed.getClosure())
                .extracting("by", "reason")
                .containsExactly("risk-monitor", "nobody has decided it in 30 days");
    }

    @Test
    void aQuestionMovesNoWatermark() {
        rig.send(leaky("i-1", NOON)).flush();
        Instant before = rig.watermark();
        rig.tell(decision("d-1", "i-9", true).build()).flush();

        assertThat(rig.watermark()).isEqualTo(before);
    }

    private static SentInteraction leaky(String id, Instant at) {
        return interaction(id)
                .at(at)
                .locale("en")
                .stored("https://store.example/" + id)
                .judged("judge-a", Outcome.FAIL, RiskCategory.DATA_LEAKAGE, null);
    }

    private static SentVerdict reviewed(String id, Outcome outcome, String at) {
        return verdict(id)
                .at(at)
                .on(RiskCategory.DATA_LEAKAGE)
                .by("desk", outcome)
                .from(Source.HUMAN);
    }

    private static Command.Builder decision(String id, String interactionId, boolean confirm) {
        return Command.newBuilder()
                .setCommandId(id)
                .setApplication("billing")
                .setKind(CommandKind.REVIEW_DECISION)
                .setAt(NOW)
                .setBy("ada")
                .setInteractionId(interactionId)
                .setConfirm(confirm);
    }

    private static Review last(List<Review> reviews, String group) {
        List<Review> of = reviews.stream()
                .filter(review -> Objects.equals(review.getGroup(), group))
                .toList();
        assertThat(of).isNotEmpty();
        return of.get(of.size() - 1);
    }
}
