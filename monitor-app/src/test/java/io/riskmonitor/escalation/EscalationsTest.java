package io.riskmonitor.escalation;

import static io.riskmonitor.alert.AlertStatus.CLEARING;
import static io.riskmonitor.alert.AlertStatus.FIRING;
import static io.riskmonitor.alert.AlertStatus.RESOLVED;
import static io.riskmonitor.alert.AlertStatus.SUPPRESSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.alert.AlertStatus;
import io.riskmonitor.alert.Answer;
import io.riskmonitor.alert.Answers;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.rule.Evidence;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.segment.Group;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class EscalationsTest {

    /** A Friday. */
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private static final Answers ANSWERED = new Answers(new Answer("c-1", "ada", NOON, null), null);

    private static final EscalationPath PATH = path(
            new EscalationLevel("on-call", Duration.ofMinutes(15)),
            new EscalationLevel("lead", Duration.ofHours(1)),
            new EscalationLevel("officer", null));

    private final Escalations escalations = new Escalations();

    @Test
    void anUnansweredAlertClimbsToTheTopAndNoFurther() {
        assertThat(on(FIRING, 0)).containsExactly("1 on-call FIRST by 15");
        assertThat(elapsed(14)).isEmpty();
        assertThat(elapsed(15)).containsExactly("2 lead ESCALATED by 75");
        assertThat(elapsed(75)).containsExactly("3 officer ESCALATED");
        assertThat(elapsed(10_000)).isEmpty();
    }

    @Test
    void whatWasDueWhileNobodyLookedIsToldLateRatherThanNever() {
        on(FIRING, 0);

        assertThat(elapsed(500)).containsExactly("2 lead ESCALATED by 560");
        assertThat(elapsed(501)).as("the lead has an hour, too").isEmpty();
        assertThat(elapsed(560)).containsExactly("3 officer ESCALATED");
    }

    @Test
    void anAnswerStopsIt() {
        on(FIRING, 0);
        assertThat(on(event(FIRING, Severity.HIGH, ANSWERED), PATH, 5)).isEmpty();

        assertThat(elapsed(10_000)).isEmpty();
    }

    @Test
    void whatBecomesMoreSevereStartsAgain() {
        on(FIRING, 0);
        elapsed(15);
        on(event(FIRING, Severity.HIGH, ANSWERED), PATH, 20);

        assertThat(on(event(FIRING, Severity.CRITICAL, Answers.NONE), PATH, 30))
                .containsExactly("1 on-call WORSENED by 45");
        assertThat(elapsed(45)).containsExactly("2 lead ESCALATED by 105");
    }

    @Test
    void whoWasToldHearsThatItIsOverOnce() {
        on(FIRING, 0);
        elapsed(15);
        on(event(FIRING, Severity.CRITICAL, Answers.NONE), PATH, 20);

        assertThat(on(RESOLVED, 30)).containsExactly("1 on-call RESOLVED", "2 lead RESOLVED");
        assertThat(on(RESOLVED, 31)).isEmpty();
        assertThat(elapsed(10_000)).isEmpty();
        assertThat(on(FIRING, 40)).containsExactly("1 on-call FIRST by 55");
    }

    @Test
    void nobodyIsToldOfWhatIsSuppressedUntilItIsNot() {
        assertThat(on(SUPPRESSED, 0)).isEmpty();
        assertThat(elapsed(100)).isEmpty();
        assertThat(on(RESOLVED, 101)).isEmpty();

        assertThat(on(SUPPRESSED, 200)).isEmpty();
        assertThat(on(FIRING, 300)).containsExactly("1 on-call FIRST by 315");
        assertThat(on(SUPPRESSED, 305)).isEmpty();
        assertThat(elapsed(400)).isEmpty();
        assertThat(on(FIRING, 500)).containsExactly("1 on-call STILL_FIRING by 515");
        assertThat(elapsed(515)).containsExactly("2 lead ESCALATED by 575");
    }

    @Test
    void whatWasSilencedAndSeemedToClearIsToldWhenItFiresOn() {
        on(FIRING, 0);
        on(SUPPRESSED, 5);
        on(CLEARING, 10);

        assertThat(on(FIRING, 20)).containsExactly("1 on-call STILL_FIRING by 35");
        assertThat(elapsed(35)).containsExactly("2 lead ESCALATED by 95");
    }

    @Test
    void aPathThatHasBecomeLongerGoesOnWhereItEnded() {
        EscalationPath one = path(new EscalationLevel("on-call", null));
        on(event(FIRING, Severity.HIGH, Answers.NONE), one, 0);
        escalations.replan(minute(10), alert -> PATH);

        assertThat(elapsed(24)).isEmpty();
        assertThat(elapsed(25)).containsExactly("2 lead ESCALATED by 85");
    }

    @Test
    void aNewPathTellsNobodyWhoHasAnswered() {
        EscalationPath one = path(new EscalationLevel("on-call", null));
        on(event(FIRING, Severity.HIGH, Answers.NONE), one, 0);
        on(event(FIRING, Severity.HIGH, ANSWERED), one, 5);
        escalations.replan(minute(10), alert -> PATH);

        assertThat(elapsed(10_000)).isEmpty();
    }

    @Test
    void whatClearsWaitsAndWhatFiresOnHasNotWaitedForNothing() {
        on(FIRING, 0);
        on(CLEARING, 10);
        assertThat(elapsed(15)).isEmpty();
        assertThat(on(FIRING, 16)).containsExactly("2 lead ESCALATED by 76");
    }

    @Test
    void aLevelThatIsForMoreSevereAlertsIsPassedBy() {
        EscalationPath path = path(
                new EscalationLevel("on-call", Duration.ofMinutes(15)),
                new EscalationLevel("pager", Duration.ofMinutes(5), Severity.CRITICAL, null, null),
                new EscalationLevel("lead", null));
        on(event(FIRING, Severity.HIGH, Answers.NONE), path, 0);

        assertThat(elapsed(path, 15)).containsExactly("3 lead ESCALATED");
        assertThat(on(event(FIRING, Severity.CRITICAL, Answers.NONE), path, 20))
                .containsExactly("1 on-call WORSENED by 35");
        assertThat(elapsed(path, 35)).containsExactly("2 pager ESCALATED by 40");
    }

    @Test
    void whoIsToBeRemindedIsUntilSomebodyAnswers() {
        EscalationPath path = path(
                new EscalationLevel("on-call", Duration.ofMinutes(25), Severity.LOW, Duration.ofMinutes(10), null),
                new EscalationLevel("lead", null, Severity.LOW, Duration.ofMinutes(60), null));
        on(event(FIRING, Severity.HIGH, Answers.NONE), path, 0);

        assertThat(elapsed(path, 10)).containsExactly("1 on-call STILL_FIRING by 25");
        assertThat(elapsed(path, 20)).containsExactly("1 on-call STILL_FIRING by 25");
        assertThat(elapsed(path, 25)).containsExactly("2 lead ESCALATED");
        assertThat(elapsed(path, 85)).containsExactly("2 lead STILL_FIRING");
        on(event(FIRING, Severity.HIGH, ANSWERED), path, 90);
        assertThat(elapsed(path, 10_000)).isEmpty();
    }

    @Test
    void whatCanWaitIsToldInWorkingHoursAndWhatCannotAtOnce() {
        WorkingHours mornings =
                new WorkingHours(WorkingHours.WEEKDAYS, LocalTime.of(9, 0), LocalTime.of(11, 0), ZoneOffset.UTC);
        EscalationPath path = path(
                new EscalationLevel("desk", Duration.ofMinutes(60), Severity.LOW, null, mornings),
                new EscalationLevel("lead", null, Severity.LOW, null, mornings));
        long monday =
                Duration.between(NOON, Instant.parse("2026-05-04T09:00:00Z")).toMinutes();
        long tuesday = monday + 24 * 60;

        assertThat(on(event(FIRING, Severity.HIGH, Answers.NONE), path, 0)).isEmpty();
        assertThat(elapsed(path, monday - 1)).isEmpty();
        assertThat(elapsed(path, monday + 61)).containsExactly("1 desk FIRST by " + tuesday);
        assertThat(elapsed(path, monday + 121)).as("at noon").isEmpty();
        assertThat(elapsed(path, tuesday)).containsExactly("2 lead ESCALATED");
        assertThat(on(event(FIRING, Severity.CRITICAL, Answers.NONE), path, tuesday + 600))
                .containsExactly("1 desk WORSENED by " + (tuesday + 660));
    }

    @Test
    void aPathThatHasBecomeShorterEndsWhereItEnds() {
        on(FIRING, 0);
        elapsed(15);
        EscalationPath shorter = path(new EscalationLevel("nobody", null));

        assertThat(elapsed(shorter, 10_000)).isEmpty();
        EscalationPath insistent = path(new EscalationLevel("desk", null, Severity.LOW, Duration.ofMinutes(10), null));
        escalations.replan(minute(10_000), alert -> insistent);
        assertThat(elapsed(insistent, 10_010)).containsExactly("1 desk STILL_FIRING");
        assertThat(elapsed(insistent, 10_020)).containsExactly("1 desk STILL_FIRING");
        assertThat(on(event(RESOLVED, Severity.HIGH, Answers.NONE), shorter, 10_021))
                .containsExactly("1 on-call RESOLVED", "2 lead RESOLVED", "1 desk RESOLVED");
    }

    @Test
    void whereNobodyIsNamedTheOwnerIsTold() {
        assertThat(EscalationPath.NONE.orOwner("support").levels())
                .containsExactly(new EscalationLevel("support", null));
        assertThat(EscalationPath.NONE.orOwner(null).levels()).containsExactly(new EscalationLevel("unassigned", null));
        assertThat(PATH.orOwner("support")).isEqualTo(PATH);
    }

    @Test
    void idsDifferAndAreTheSameAgain() {
        Escalations again = new Escalations();
        List<Escalation> first = escalations.on(event(FIRING, Severity.HIGH, Answers.NONE), PATH, NOON);
        List<Escalation> second = escalations.elapsed(NOON.plusSeconds(900), alert -> PATH);
        List<Escalation> third = escalations.on(event(RESOLVED, Severity.HIGH, Answers.NONE), PATH, NOON);

        assertThat(List.of(
                        first.get(0).id(),
                        second.get(0).id(),
                        third.get(0).id(),
                        third.get(1).id()))
                .doesNotHaveDuplicates();
        assertThat(again.on(event(FIRING, Severity.HIGH, Answers.NONE), PATH, NOON))
                .isEqualTo(first);
    }

    private List<String> on(AlertStatus status, long minute) {
        return on(event(status, Severity.HIGH, Answers.NONE), PATH, minute);
    }

    private List<String> on(AlertEvent event, EscalationPath path, long minute) {
        return shown(escalations.on(event, path, minute(minute)));
    }

    private List<String> elapsed(long minute) {
        return elapsed(PATH, minute);
    }

    private List<String> elapsed(EscalationPath path, long minute) {
        return shown(escalations.elapsed(minute(minute), alert -> path));
    }

    /** Level, target, reason and, in minutes, until when an answer is expected. */
    private static List<String> shown(List<Escalation> told) {
        return told.stream()
                .map(escalation -> escalation.level() + " " + escalation.target() + " " + escalation.reason()
                        + (escalation.acknowledgeBy() == null
                                ? ""
                                : " by "
                                        + Duration.between(NOON, escalation.acknowledgeBy())
                                                .toMinutes()))
                .toList();
    }

    private static EscalationPath path(EscalationLevel... levels) {
        return new EscalationPath(List.of(levels));
    }

    private static Instant minute(long minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }

    private static AlertEvent event(AlertStatus status, Severity severity, Answers answers) {
        Finding finding = new Finding(
                "ceiling",
                "failure-rate",
                severity,
                "billing",
                RiskCategory.HALLUCINATION,
                "judge-a",
                Group.ALL,
                RuleOutcome.BREACH,
                NOON,
                "v1",
                "is credibly above 2.00 %",
                new Evidence.Builder(NOON, NOON, 0).build());
        return new AlertEvent(
                "a-1", AlertKey.of(finding), status, NOON, NOON, finding, null, null, "It fires.", null, answers, null);
    }
}
