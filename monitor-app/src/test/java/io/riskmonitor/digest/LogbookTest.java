package io.riskmonitor.digest;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.alert.AlertStatus;
import io.riskmonitor.alert.Answer;
import io.riskmonitor.alert.Answers;
import io.riskmonitor.alert.ExampleFinding;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.pane.Standing;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.pane.Tally.Strand;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogbookTest {

    private static final Week WEEK = Week.parse("2026-W18");
    private static final Duration LATENESS = Duration.ofMinutes(10);
    private static final Series MISUSE = new Series(RiskCategory.MISUSE, "judge-a");

    private final Logbook logbook = new Logbook();
    private final SortedMap<Series, SeriesWeek> counted = new TreeMap<>();

    @Test
    void aWeekIsOverWhenNothingOfItMayComeAnyMore() {
        see(WEEK, tally(MISUSE, "de"));
        Instant due = WEEK.end().plus(LATENESS);

        assertThat(logbook.due(LATENESS)).contains(due);
        assertThat(logbook.over(due.minusMillis(1), LATENESS)).isEmpty();
        assertThat(logbook.over(due, LATENESS)).contains(WEEK);
    }

    @Test
    void aReviewedWeekIsKeptForTheNextAndThenForgotten() {
        see(WEEK, tally(MISUSE, "de"));
        logbook.close(WEEK);
        Instant due = WEEK.next().end().plus(LATENESS);

        assertThat(logbook.due(LATENESS)).contains(due);
        assertThat(logbook.forget(due.minusMillis(1), LATENESS)).isEmpty();
        assertThat(logbook.forget(due, LATENESS)).containsOnlyKeys(WEEK);
        assertThat(logbook.due(LATENESS)).isEmpty();
    }

    @Test
    void whatComesAfterTheReviewIsCountedForTheNextAndChangesNothing() {
        see(WEEK, tally(MISUSE, "de"));
        logbook.close(WEEK);

        see(WEEK, tally(MISUSE, "de"));
        see(WEEK.before(), tally(MISUSE, "de"));

        assertThat(logbook.lateInteractions()).isEqualTo(2);
        assertThat(logbook.lateVerdicts()).isEqualTo(2);
        assertThat(logbook.pages()).containsOnlyKeys(WEEK);
        assertThat(counted.get(MISUSE).of(Group.ALL).trials()).isOne();
        see(WEEK.next(), tally(MISUSE, "de"));
        logbook.close(WEEK.next());
        assertThat(logbook.lateInteractions()).isZero();
        assertThat(logbook.lateVerdicts()).isZero();
    }

    @Test
    void moreGroupsThanMayBeAreLeftOutAndCounted() {
        for (int i = 0; i < SeriesWeek.MAX_CELLS + 5; i++) {
            see(WEEK, tally(MISUSE, "l-" + i));
        }

        SeriesWeek week = counted.get(MISUSE);
        assertThat(week.cells()).hasSize(SeriesWeek.MAX_CELLS);
        assertThat(week.verdictsLeftOut()).isEqualTo(6); // all traffic is one of the cells
        assertThat(week.of(Group.ALL).trials()).as("all traffic is whole").isEqualTo(SeriesWeek.MAX_CELLS + 5);
        assertThat(digest().verdictsLeftOut()).isEqualTo(6);
    }

    @Test
    void moreSeriesThanMayBeAreLeftOutAndCounted() {
        for (int i = 0; i < Logbook.MAX_SERIES + 3; i++) {
            see(WEEK, tally(new Series(RiskCategory.MISUSE, "judge-" + i), "de"));
        }

        assertThat(counted).hasSize(Logbook.MAX_SERIES);
        assertThat(digest().verdictsLeftOut()).isEqualTo(3);
        assertThat(digest().interactions()).isEqualTo(Logbook.MAX_SERIES + 3);
    }

    @Test
    void anAlertThatNobodyWasToldOfIsNone() {
        logbook.hear(event("a", AlertStatus.PENDING, WEEK.start(), Answers.NONE));
        logbook.hear(event("b", AlertStatus.SUPPRESSED, WEEK.start(), Answers.NONE));

        assertThat(logbook.isEmpty()).isTrue();
    }

    @Test
    void alertsAreReviewedByWhatBecameOfThem() {
        Instant start = WEEK.start();
        logbook.hear(event("answered", AlertStatus.FIRING, start, Answers.NONE));
        logbook.hear(event("answered", AlertStatus.FIRING, start, acknowledged(start.plusSeconds(60))));
        logbook.hear(event("answered", AlertStatus.FIRING, start, acknowledged(start.plusSeconds(600))));
        logbook.hear(event("answered", AlertStatus.RESOLVED, start.plusSeconds(900), acknowledged(start)));
        logbook.hear(event("slowly", AlertStatus.FIRING, start, acknowledged(start.plusSeconds(120))));
        logbook.hear(event("closed", AlertStatus.FIRING, start, Answers.NONE));
        logbook.hear(event("closed", AlertStatus.RESOLVED, start.plusSeconds(30), closed(start)));
        logbook.hear(event("by itself", AlertStatus.FIRING, start.plusSeconds(5), Answers.NONE));
        logbook.hear(event("by itself", AlertStatus.RESOLVED, start.plusSeconds(30), Answers.NONE));
        logbook.hear(event("old", AlertStatus.FIRING, start.minusSeconds(5), Answers.NONE));
        logbook.hear(event("waits", AlertStatus.FIRING, start.plusSeconds(1), Answers.NONE));
        logbook.hear(event("waits", AlertStatus.RESOLVED, WEEK.end(), Answers.NONE));
        logbook.hear(event("next", AlertStatus.FIRING, WEEK.end(), Answers.NONE));

        AlertReview review = AlertReview.of(WEEK, logbook);

        assertThat(review.fired()).isEqualTo(5);
        assertThat(review.resolved()).isEqualTo(2);
        assertThat(review.closed()).isOne();
        assertThat(review.acknowledged()).isEqualTo(2);
        assertThat(review.unanswered()).isEqualTo(2);
        assertThat(review.open()).as("slowly, old, waits").isEqualTo(3);
        assertThat(review.medianUntilAcknowledged()).as("the first word counts").hasSeconds(90);
        assertThat(review.longestUntilAcknowledged()).hasSeconds(120);
        assertThat(review.waiting()).extracting(AlertReview.Waiting::alertId).containsExactly("waits", "by itself");

        logbook.close(WEEK);
        assertThat(logbook.alerts()).containsOnlyKeys("slowly", "old", "waits", "next");
        assertThat(AlertReview.of(WEEK.next(), logbook).fired()).isOne();
        assertThat(AlertReview.of(WEEK.next(), logbook).resolved()).as("waits").isOne();
    }

    @Test
    void moreAlertsThanMayBeAreCountedAsLeftOut() {
        for (int i = 0; i < Logbook.MAX_ALERTS + 7; i++) {
            logbook.hear(event("a-" + i, AlertStatus.FIRING, WEEK.start(), Answers.NONE));
        }

        AlertReview review = AlertReview.of(WEEK, logbook);
        assertThat(review.fired()).isEqualTo(Logbook.MAX_ALERTS);
        assertThat(review.waiting()).hasSize(20);
        assertThat(review.firingsLeftOut()).isEqualTo(7);
    }

    private Digest digest() {
        return Digest.of("billing", WEEK, "v1", logbook, counted, new TreeMap<>(), series -> 1);
    }

    private void see(Week week, Tally tally) {
        logbook.see(week, tally, series -> counted.computeIfAbsent(series, s -> new SeriesWeek()));
    }

    /** One interaction that failed. */
    private static Tally tally(Series series, String locale) {
        Tally tally = new Tally();
        List<SliceKey> slices =
                List.of(new SliceKey(new Group("locale", locale), "m-1"), new SliceKey(Group.ALL, "m-1"));
        tally.see(slices);
        tally.count(new Strand(series, "3"), slices, Outcome.FAIL, Standing.FIRST, WEEK.start(), "i-1");
        return tally;
    }

    private static Answers acknowledged(Instant at) {
        return new Answers(new Answer("c-1", "ada", at, null), null);
    }

    private static Answers closed(Instant at) {
        return new Answers(null, new Answer("c-2", "ada", at, null));
    }

    private static AlertEvent event(String alertId, AlertStatus status, Instant at, Answers answers) {
        Finding finding = ExampleFinding.of(Group.ALL, RuleOutcome.BREACH, at);
        @Nullable String nothing = null;
        return new AlertEvent(
                alertId,
                AlertKey.of(finding),
                status,
                WEEK.start(),
                at,
                finding,
                nothing,
                nothing,
                "bad",
                nothing,
                answers,
                null);
    }
}
