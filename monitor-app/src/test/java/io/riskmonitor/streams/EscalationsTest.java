package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.riskmonitor.scenario.Event;
import io.riskmonitor.scenario.SentVerdict;
import io.riskmonitor.scenario.Traffic;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.AlertState;
import io.riskmonitor.schema.Command;
import io.riskmonitor.schema.CommandKind;
import io.riskmonitor.schema.Deadline;
import io.riskmonitor.schema.Escalation;
import io.riskmonitor.schema.EscalationReason;
import io.riskmonitor.schema.Outcome;
import io.riskmonitor.schema.RiskCategory;
import io.riskmonitor.schema.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is told, from the events to the topic of escalations. */
class EscalationsTest {

    private static final String RULES = """
            segments: {dimensions: []}
            rules:
              - {id: ceiling, kind: failure-rate, category: HALLUCINATION, ceiling: 0.05, severity: HIGH}
              - {id: leak-now, kind: critical, category: DATA_LEAKAGE, sources: [HUMAN, GUARDRAIL], minConfidence: 0.9, severity: CRITICAL}
            """;

    private static final String POLICY = """
            application: billing
            owner: {team: support}
            escalation:
              - {notify: on-call, acknowledgeWithin: PT15M}
              - {notify: lead}
            """ + RULES;

    private static final List<Event> INCIDENT = Traffic.withIncident(1);

    /** The clock of the rig. */
    private static final Instant NOW = time("23:00:00");

    private final Rig rig = Rig.standard().declare(POLICY);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void anAlertIsEscalatedUntilItIsOverWithItsProof() {
        fire();
        rig.pass(Duration.ofMinutes(16)).send(recovery(), 100).finish();

        List<Escalation> told = rig.escalations();
        assertThat(told)
                .extracting(Escalation::getReason, Escalation::getLevel, Escalation::getTarget)
                .containsExactly(
                        tuple(EscalationReason.FIRST, 1, "on-call"),
                        tuple(EscalationReason.ESCALATED, 2, "lead"),
                        tuple(EscalationReason.RESOLVED, 1, "on-call"),
                        tuple(EscalationReason.RESOLVED, 2, "lead"));
        Escalation first = told.get(0);
        assertThat(first.getApplication()).isEqualTo("billing");
        assertThat(Duration.between(first.getAt(), first.getAcknowledgeBy())).isEqualTo(Duration.ofMinutes(15));
        assertThat(first.getAlert()).isEqualTo(rig.alerts().get(0));
        assertThat(told).extracting(Escalation::getEscalationId).doesNotHaveDuplicates();
        assertThat(told.get(3).getAlert().getState()).isEqualTo(AlertState.RESOLVED);
    }

    @Test
    void howManyAreOpenAtWhichLevelIsAMetric() {
        fire();
        assertThat(open(1)).isEqualTo(1);

        rig.pass(Duration.ofMinutes(16));
        assertThat(open(1)).isZero();
        assertThat(open(2)).isEqualTo(1);

        rig.send(recovery(), 100).finish();
        assertThat(open(2)).isZero();
    }

    @Test
    void anAcknowledgedAlertClimbsNoFurther() {
        fire();
        rig.tell(command(CommandKind.ACKNOWLEDGE));
        rig.pass(Duration.ofHours(1));

        assertThat(rig.escalations()).extracting(Escalation::getReason).containsExactly(EscalationReason.FIRST);
    }

    @Test
    void theEndOfASilenceIsToldToo() {
        fire();
        rig.tell(Command.newBuilder(command(CommandKind.SILENCE))
                .setAlertId(null)
                .setMatchers(Map.of("rule", "ceiling"))
                .setUntil(NOW.plus(Duration.ofHours(2)))
                .build());
        rig.pass(Duration.ofHours(3)).pass(Duration.ofMinutes(16));

        assertThat(rig.escalations())
                .extracting(Escalation::getReason)
                .containsExactly(EscalationReason.FIRST, EscalationReason.STILL_FIRING, EscalationReason.ESCALATED);
    }

    @Test
    void withdrawingThePolicyEndsWhatFiresAndEverybodyHearsSo() {
        fire();
        rig.declare("billing", (byte[]) null).send(recovery(), 100).finish();

        assertThat(rig.escalations())
                .extracting(Escalation::getReason)
                .containsExactly(EscalationReason.FIRST, EscalationReason.RESOLVED);
        assertThat(rig.alerts().get(1).getSummary()).contains("its rule is no longer in the policy");
    }

    @Test
    void aConfirmedCriticalVerdictIsEscalatedOncePerInteractionAndCategory() {
        rig.send(
                Event.interaction("i-1"),
                leak("i-1", "rail", 0.99),
                leak("i-1", "rail", 0.99),
                leak("i-1", "another", 0.95),
                Event.interaction("i-2"),
                leak("i-2", "rail", 0.5));

        assertThat(rig.escalations())
                .extracting(Escalation::getReason, Escalation::getTarget, told -> told.getAlert()
                        .getGroup())
                .containsExactly(tuple(EscalationReason.FIRST, "on-call", "i-1"));
    }

    @Test
    void anIncidentRemindsUntilItWasReportedThoughItsAlertIsOver() {
        rig.declare(POLICY + """
                deadlines:
                  - {id: authority, notify: legal, within: P15D, remindBefore: [P5D, P1D]}
                  - {id: board, notify: officer, within: P2D, starts: {minSeverity: CRITICAL}}
                """);
        fire();
        Instant aware = NOW.minus(Duration.ofDays(1));
        Command incident = Command.newBuilder(command(CommandKind.INCIDENT))
                .setAwareAt(aware)
                .build();
        rig.tell(incident, incident).send(recovery(), 100).finish();
        rig.pass(Duration.ofDays(9)).pass(Duration.ofDays(1));
        rig.tell(command(CommandKind.REPORTED), command(CommandKind.REPORTED), incident);
        rig.pass(Duration.ofDays(10));

        List<Escalation> told = rig.escalations().stream()
                .filter(escalation -> escalation.getDeadline() != null)
                .toList();
        assertThat(told)
                .extracting(
                        escalation -> escalation.getDeadline().getId(), Escalation::getTarget, Escalation::getReason)
                .containsExactly(
                        tuple("authority", "legal", EscalationReason.DEADLINE),
                        tuple("board", "officer", EscalationReason.DEADLINE),
                        tuple("board", "officer", EscalationReason.DEADLINE_MISSED),
                        tuple("authority", "legal", EscalationReason.DEADLINE),
                        tuple("board", "officer", EscalationReason.DEADLINE_MET),
                        tuple("authority", "legal", EscalationReason.DEADLINE_MET));
        assertThat(told.get(0).getDeadline())
                .isEqualTo(new Deadline("authority", aware, aware.plus(Duration.ofDays(15))));
        assertThat(told).extracting(Escalation::getEscalationId).doesNotHaveDuplicates();
        assertThat(rig.refusals()).isEmpty();
    }

    @Test
    void anIncidentThatIsDeclaredAgainMovesItsDeadlinesUnlessItIsTheSameCommand() {
        rig.declare(POLICY + """
                deadlines:
                  - {id: authority, notify: legal, within: P15D}
                """);
        fire();
        Command first = command(CommandKind.INCIDENT);
        rig.tell(
                first,
                Command.newBuilder(first).setAt(NOW.plusSeconds(8)).build(),
                Command.newBuilder(first)
                        .setCommandId("c-2")
                        .setAwareAt(NOW.minusSeconds(60))
                        .build());

        List<Escalation> told = rig.escalations().stream()
                .filter(escalation -> escalation.getDeadline() != null)
                .toList();
        assertThat(told)
                .extracting(escalation -> escalation.getDeadline().getAwareAt())
                .containsExactly(NOW, NOW.minusSeconds(60));
        assertThat(told).extracting(Escalation::getEscalationId).doesNotHaveDuplicates();
    }

    @Test
    void aDeadlineThatWasMetIsNotStartedAgainByAnAnswer() {
        rig.declare(POLICY + """
                deadlines:
                  - {id: authority, notify: legal, within: PT10M, starts: {minSeverity: HIGH}}
                """);
        fire();
        rig.tell(command(CommandKind.REPORTED));
        rig.pass(Duration.ofMinutes(11)).pass(Duration.ofSeconds(1));
        rig.tell(command(CommandKind.ACKNOWLEDGE));

        assertThat(rig.escalations())
                .extracting(Escalation::getReason)
                .containsExactly(EscalationReason.FIRST, EscalationReason.DEADLINE, EscalationReason.DEADLINE_MET);
    }

    @Test
    void aSevereEnoughAlertStartsItsDeadlineByItself() {
        rig.declare(POLICY + """
                deadlines:
                  - {id: authority, notify: legal, within: P15D, starts: {minSeverity: CRITICAL}}
                """);
        rig.send(Event.interaction("i-1"), leak("i-1", "rail", 0.99));
        fire();

        assertThat(rig.escalations())
                .extracting(Escalation::getReason, told -> told.getAlert().getRule())
                .containsExactly(
                        tuple(EscalationReason.FIRST, "leak-now"),
                        tuple(EscalationReason.DEADLINE, "leak-now"),
                        tuple(EscalationReason.FIRST, "ceiling"));
    }

    @Test
    void whatCannotBeSaidOfAnIncidentIsRefused() {
        fire();
        rig.tell(
                command(CommandKind.INCIDENT),
                command(CommandKind.REPORTED),
                Command.newBuilder(command(CommandKind.INCIDENT))
                        .setAlertId("unknown")
                        .build(),
                Command.newBuilder(command(CommandKind.INCIDENT))
                        .setAwareAt(NOW.plusSeconds(1))
                        .build(),
                Command.newBuilder(command(CommandKind.INCIDENT))
                        .setAt(NOW.plusSeconds(3_600))
                        .build(),
                Command.newBuilder(command(CommandKind.INCIDENT))
                        .setAt(Instant.ofEpochMilli(Long.MAX_VALUE))
                        .build());

        assertThat(rig.refusals())
                .extracting(Rig.Refused::detail)
                .containsExactlyInAnyOrder(
                        "the policy of billing declares no deadlines",
                        "billing has no deadline of alert "
                                + rig.alerts().get(0).getAlertId(),
                        "billing has no open alert unknown",
                        "awareAt must not be after at, 2026-05-01T23:00:00Z, got 2026-05-01T23:00:01Z",
                        "at is ahead of the clock by more than PT5M: 2026-05-02T00:00:00Z",
                        "at must be from 2020-01-01T00:00:00Z to 2200-01-01T00:00:00Z, got "
                                + Instant.ofEpochMilli(Long.MAX_VALUE));
    }

    private static SentVerdict leak(String interactionId, String evaluator, double confidence) {
        return Event.verdict(interactionId)
                .on(RiskCategory.DATA_LEAKAGE)
                .from(Source.GUARDRAIL)
                .by(evaluator, Outcome.FAIL)
                .confidence(confidence);
    }

    private double open(int level) {
        return rig.gauge("risk_escalations_open", "application", "billing", "level", Integer.toString(level));
    }

    private void fire() {
        rig.send(between("12:00:00", "12:00:50"), 100).flush();
        assertThat(rig.alerts()).extracting(Alert::getRule).contains("ceiling");
    }

    private static List<Event> recovery() {
        return between("12:01:00", "13:00:00");
    }

    private static List<Event> between(String from, String to) {
        return INCIDENT.stream()
                .filter(event ->
                        !event.time().isBefore(time(from)) && event.time().isBefore(time(to)))
                .toList();
    }

    private Command command(CommandKind kind) {
        return Command.newBuilder()
                .setCommandId("c-1")
                .setApplication("billing")
                .setKind(kind)
                .setAt(NOW)
                .setBy("ada")
                .setAlertId(rig.alerts().get(0).getAlertId())
                .build();
    }
}
