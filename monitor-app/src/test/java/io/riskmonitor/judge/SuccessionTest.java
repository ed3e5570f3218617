package io.riskmonitor.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.judge.PaneJudge.Ended;
import io.riskmonitor.rule.FailureRateRule;
import io.riskmonitor.rule.RuleBasics;
import io.riskmonitor.rule.SilenceRule;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which releases and versions are no longer there, so that their alerts are about nothing. */
class SuccessionTest {

    private static final Series SERIES = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final Series OTHER = new Series(RiskCategory.HALLUCINATION, "judge-b");
    private static final Group OLD = new Group(Group.RELEASE, "m-1");
    private static final Duration HOUR = Duration.ofHours(1);

    private final PaneRun run = new PaneRun(rule("ceiling", null));

    @Test
    void aReleaseIsReplacedAfterADayInWhichOthersHadTrials() {
        pane("m-1", 1);
        for (int hour = 1; hour <= 24; hour++) {
            pane(hour, "m-2", 1);
        }
        assertThat(run.ended()).as("at noon of the next day").isEmpty();
        pane(25, "m-2", 1);
        List<Ended> ended = run.ended();
        assertThat(ended)
                .extracting(
                        e -> e.key().rule(),
                        e -> e.key().evaluator(),
                        e -> e.key().group(),
                        Ended::at)
                .containsExactly(tuple(
                        "ceiling",
                        "judge-a",
                        OLD,
                        PaneRun.NOON.plus(HOUR.multipliedBy(25)).plusSeconds(1)));
        assertThat(ended.get(0).why())
                .isEqualTo("it is no longer seen, with no trials in 24 hours in which others had some");
        pane(26, "m-2", 1);
        assertThat(run.ended()).as("once").isEmpty();
    }

    @Test
    void aVersionOfTheEvaluatorIsReplacedLikeARelease() {
        PaneRun versions = new PaneRun(rule("ceiling", Set.of(Group.EVALUATOR)));
        for (int hour = 0; hour <= 25; hour++) {
            versions.at(PaneRun.NOON.plus(HOUR.multipliedBy(hour)))
                    .count(SERIES, List.of(), "m", hour == 0 ? "3" : "4", 0, 1)
                    .pane();
        }
        assertThat(versions.ended())
                .extracting(ended -> ended.key().group())
                .containsExactly(Group.version("judge-a", "3"));
    }

    @Test
    void aPauseOfAllTrafficReplacesNothing() {
        pane("m-1", 1);
        pane(1, "m-2", 1);
        pane(80, "m-2", 1);
        pane(80, "m-1", 1);
        assertThat(run.ended()).isEmpty();
    }

    @Test
    void whoComesBackInTimeOrLateIsStillThere() {
        pane("m-1", 1);
        for (int hour = 1; hour <= 24; hour++) {
            pane(hour, "m-2", 1);
        }
        run.count(SERIES, List.of(), "m-1", "3", 0, 1).late(at(24));
        for (int hour = 25; hour <= 48; hour++) {
            pane(hour, "m-2", 1);
        }
        assertThat(run.ended()).isEmpty();
        run.count(SERIES, List.of(), "m-1", "3", 0, 1);
        pane(49, "m-2", 1);
        assertThat(run.ended()).as("in the very pane").isEmpty();
    }

    @Test
    void interactionsThatNobodyJudgesKeepNoReleaseAlive() {
        pane("m-1", 1);
        for (int hour = 1; hour <= 25; hour++) {
            run.see(List.of(), "m-1", 5);
            pane(hour, "m-2", 1);
        }
        assertThat(run.ended()).hasSize(1);
    }

    @Test
    void hoursInWhichPartitionsWereNotReadDoNotCount() {
        pane("m-1", 1);
        run.leavingOut(1);
        for (int hour = 1; hour <= 40; hour++) {
            pane(hour, "m-2", 1);
        }
        assertThat(run.ended()).isEmpty();
    }

    @Test
    void seriesAndGroupsOfOtherDimensionsDoNotFollowOneAnother() {
        run.count(OTHER, List.of(), "m-1", "3", 0, 1);
        run.count(SERIES, List.of(new Group("locale", "de")), "m-2", "3", 0, 1).pane();
        for (int hour = 1; hour <= 40; hour++) {
            pane(hour, "m-2", 1);
        }
        assertThat(run.ended()).isEmpty();
    }

    @Test
    void onlyRulesThatWatchTheGroupAndDoNotWatchTimeAreTold() {
        run.policy(PaneRun.policy(
                "v1",
                rule("all", null),
                rule("locales", Set.of("locale")),
                rule("releases", Set.of(Group.RELEASE)),
                new SilenceRule(basics("alive", Set.of(Group.RELEASE)), HOUR, null)));
        pane("m-1", 1);
        for (int hour = 1; hour <= 25; hour++) {
            pane(hour, "m-2", 1);
        }
        assertThat(run.ended()).extracting(ended -> ended.key().rule()).containsExactly("all", "releases");
    }

    private void pane(String release, long trials) {
        pane(0, release, trials);
    }

    private void pane(int hour, String release, long trials) {
        run.at(at(hour)).count(SERIES, List.of(), release, "3", 0, trials).pane();
    }

    private static Instant at(int hour) {
        return PaneRun.NOON.plus(HOUR.multipliedBy(hour));
    }

    private static FailureRateRule rule(String id, @Nullable Set<String> dimensions) {
        return new FailureRateRule(basics(id, dimensions), 0.05, 1);
    }

    private static RuleBasics basics(String id, @Nullable Set<String> dimensions) {
        return new RuleBasics(id, Severity.HIGH, RiskCategory.HALLUCINATION, null, Group.ALL, dimensions);
    }
}
