package io.riskmonitor.wire;

import io.riskmonitor.alert.AlertCommand;
import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.Answer;
import io.riskmonitor.escalation.Escalation;
import io.riskmonitor.escalation.RunningDeadline;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.rule.Evidence;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.AlertState;
import io.riskmonitor.schema.Command;
import io.riskmonitor.schema.CommandKind;
import io.riskmonitor.schema.Deadline;
import io.riskmonitor.schema.EscalationReason;
import io.riskmonitor.schema.FindingOutcome;
import io.riskmonitor.schema.MovedBin;
import io.riskmonitor.schema.Severity;
import java.time.Instant;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** What the monitor says, and is told from a terminal, as Avro records of the contract. */
public final class Published {

    private Published() {}

    /** One transition of one alert. */
    public static Alert alert(AlertEvent event) {
        Finding finding = event.finding();
        return Alert.newBuilder()
                .setAlertId(event.alertId())
                .setAlertKey(event.key().toString())
                .setState(AlertState.valueOf(event.status().name()))
                .setSeverity(Severity.valueOf(finding.severity().name()))
                .setRule(finding.rule())
                .setKind(finding.kind())
                .setApplication(finding.application())
                .setCategory(category(finding.category()))
                .setEvaluator(finding.evaluator())
                .setDimension(emptyToNull(finding.group().dimension()))
                .setGroup(emptyToNull(finding.group().name()))
                .setStartedAt(event.startedAt())
                .setAt(event.at())
                .setPolicyVersion(finding.policyVersion())
                .setOwner(event.owner())
                .setRunbook(event.runbook())
                .setSummary(event.summary())
                .setParentAlertId(event.parentAlertId())
                .setAcknowledgement(answer(event.answers().acknowledgement(), null))
                .setClosure(answer(event.answers().closure(), null))
                .setSilence(
                        event.silence() == null
                                ? null
                                : answer(event.silence().said(), event.silence().until()))
                .setEvidence(evidence(finding.evidence()))
                .build();
    }

    /** Somebody is told about an alert. */
    public static IndexedRecord escalation(Escalation escalation) {
        return io.riskmonitor.schema.Escalation.newBuilder()
                .setEscalationId(escalation.id())
                .setApplication(escalation.alert().key().application())
                .setLevel(escalation.level())
                .setTarget(escalation.target())
                .setReason(EscalationReason.valueOf(escalation.reason().name()))
                .setAt(escalation.at())
                .setAcknowledgeBy(escalation.acknowledgeBy())
                .setDeadline(deadline(escalation.deadline()))
                .setAlert(alert(escalation.alert()))
                .build();
    }

    private static @Nullable Deadline deadline(@Nullable RunningDeadline running) {
        return running == null ? null : new Deadline(running.id(), running.awareAt(), running.dueAt());
    }

    private static io.riskmonitor.schema.@Nullable Answer answer(@Nullable Answer answer, @Nullable Instant until) {
        return answer == null
                ? null
                : new io.riskmonitor.schema.Answer(
                        answer.commandId(), answer.by(), answer.at(), answer.reason(), until);
    }

    /** What somebody tells the monitor. */
    public static IndexedRecord command(AlertCommand command) {
        return Command.newBuilder()
                .setCommandId(command.said().commandId())
                .setApplication(command.application())
                .setKind(CommandKind.valueOf(command.kind().name()))
                .setAt(command.said().at())
                .setBy(command.said().by())
                .setReason(command.said().reason())
                .setAlertId(command.alertId())
                .setMatchers(command.matchers())
                .setUntil(command.until())
                .setAwareAt(command.awareAt())
                .build();
    }

    /** What one rule found for one cell. */
    public static io.riskmonitor.schema.Finding finding(Finding finding) {
        return io.riskmonitor.schema.Finding.newBuilder()
                .setRule(finding.rule())
                .setKind(finding.kind())
                .setApplication(finding.application())
                .setOutcome(FindingOutcome.valueOf(finding.outcome().name()))
                .setSeverity(Severity.valueOf(finding.severity().name()))
                .setAt(finding.at())
                .setCategory(category(finding.category()))
                .setEvaluator(finding.evaluator())
                .setDimension(emptyToNull(finding.group().dimension()))
                .setGroup(emptyToNull(finding.group().name()))
                .setPolicyVersion(finding.policyVersion())
                .setClaim(finding.claim())
                .setEvidence(evidence(finding.evidence()))
                .build();
    }

    private static io.riskmonitor.schema.Evidence evidence(Evidence evidence) {
        return io.riskmonitor.schema.Evidence.newBuilder()
                .setWindowStart(evidence.windowStart())
                .setWindowEnd(evidence.windowEnd())
                .setN(evidence.n())
                .setFailures(evidence.failures())
                .setRate(evidence.rate())
                .setLower(evidence.lower())
                .setUpper(evidence.upper())
                .setStatistic(evidence.statistic())
                .setThreshold(evidence.threshold())
                .setBaselineId(evidence.baselineId())
                .setBaselineN(evidence.baselineN())
                .setBaselineRate(evidence.baselineRate())
                .setSmallestDetectable(evidence.smallestDetectable())
                .setRiskBand(
                        evidence.riskBand() == null
                                ? null
                                : io.riskmonitor.schema.RiskBand.valueOf(
                                        evidence.riskBand().name()))
                .setExpectedLoss(evidence.expectedLoss())
                .setNote(evidence.note())
                .setFigures(evidence.figures())
                .setMoved(evidence.moved().stream()
                        .map(moved ->
                                new MovedBin(moved.bin(), moved.expected(), moved.observed(), moved.contribution()))
                        .toList())
                .setExemplars(evidence.exemplars())
                .setPartitionsLeftOut(evidence.partitionsLeftOut())
                .build();
    }

    private static io.riskmonitor.schema.@Nullable RiskCategory category(@Nullable RiskCategory category) {
        return category == null ? null : io.riskmonitor.schema.RiskCategory.valueOf(category.name());
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
