package io.riskmonitor.wire;

import io.riskmonitor.alert.AlertCommand;
import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.Answer;
import io.riskmonitor.escalation.Escalation;
import io.riskmonitor.escalation.RunningDeadline;
import io.riskmonitor.interaction.KnownInteraction;
import io.riskmonitor.interaction.KnownInteraction.CountedVerdict;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Verdict;
import io.riskmonitor.pane.Ruling;
import io.riskmonitor.review.Flagged;
import io.riskmonitor.review.Inquiry;
import io.riskmonitor.review.Review;
import io.riskmonitor.review.ReviewDecision;
import io.riskmonitor.review.ReviewEvent;
import io.riskmonitor.review.Said;
import io.riskmonitor.review.SampledFor;
import io.riskmonitor.rule.Evidence;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.AlertState;
import io.riskmonitor.schema.Command;
import io.riskmonitor.schema.CommandKind;
import io.riskmonitor.schema.Deadline;
import io.riskmonitor.schema.EscalationReason;
import io.riskmonitor.schema.FindingOutcome;
import io.riskmonitor.schema.FlaggedVerdict;
import io.riskmonitor.schema.MovedBin;
import io.riskmonitor.schema.Outcome;
import io.riskmonitor.schema.ReviewClosure;
import io.riskmonitor.schema.ReviewItem;
import io.riskmonitor.schema.ReviewItemDecision;
import io.riskmonitor.schema.ReviewState;
import io.riskmonitor.schema.Severity;
import io.riskmonitor.schema.Source;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
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

    /** What somebody decides about an interaction. */
    public static IndexedRecord command(ReviewDecision decision) {
        return Command.newBuilder()
                .setCommandId(decision.said().commandId())
                .setApplication(decision.application())
                .setKind(CommandKind.REVIEW_DECISION)
                .setAt(decision.said().at())
                .setBy(decision.said().by())
                .setReason(decision.said().reason())
                .setInteractionId(decision.interactionId())
                .setVerdictId(decision.verdictId())
                .setConfirm(decision.confirm())
                .build();
    }

    /** A verdict that the monitor passes on for a person. */
    public static io.riskmonitor.schema.Verdict verdict(Verdict verdict) {
        return io.riskmonitor.schema.Verdict.newBuilder()
                .setVerdictId(verdict.givenId())
                .setInteractionId(verdict.interactionId())
                .setJudgedAt(verdict.judgedAt())
                .setCategory(category(verdict.category()))
                .setEvaluator(verdict.evaluator())
                .setEvaluatorVersion(verdict.evaluatorVersion())
                .setSource(Source.valueOf(verdict.source().name()))
                .setOutcome(Outcome.valueOf(verdict.outcome().name()))
                .setScore(verdict.score())
                .setConfidence(verdict.confidence())
                .setSeverity(
                        verdict.severity() == null
                                ? null
                                : Severity.valueOf(verdict.severity().name()))
                .build();
    }

    /** One change of one review. */
    public static io.riskmonitor.schema.Review review(ReviewEvent event) {
        Review review = event.review();
        return io.riskmonitor.schema.Review.newBuilder()
                .setReviewId(review.key().id())
                .setApplication(review.key().application())
                .setRule(review.key().rule())
                .setCategory(category(review.key().category()))
                .setDimension(emptyToNull(review.key().group().dimension()))
                .setGroup(emptyToNull(review.key().group().name()))
                .setFrom(review.key().from())
                .setTo(review.key().to())
                .setState(review.isOpen() ? ReviewState.OPEN : ReviewState.CLOSED)
                .setSeverity(
                        event.severity() == null
                                ? Severity.UNSPECIFIED
                                : Severity.valueOf(event.severity().name()))
                .setOwner(event.owner())
                .setRunbook(event.runbook())
                .setOpenedAt(review.openedAt())
                .setAt(review.at())
                .setDecideBy(review.decideBy())
                .setUnconfirmed(review.unconfirmed())
                .setConfirmed(review.confirmed())
                .setRejected(review.rejected())
                .setItems(review.items().stream().map(Published::item).toList())
                .setClosure(
                        review.closure() == null
                                ? null
                                : closure(review.closure().said()))
                .build();
    }

    private static ReviewItem item(Review.Item item) {
        Said said = item.said();
        return ReviewItem.newBuilder()
                .setInteractionId(item.doubt().interactionId())
                .setJudgedAt(item.doubt().at())
                .setEvaluator(item.doubt().evaluator())
                .setVerdictId(item.doubt().verdictId())
                .setReference(item.doubt().reference())
                .setDecision(
                        said == null
                                ? null
                                : new ReviewItemDecision(
                                        item.ruling() == Ruling.CONFIRMED, said.by(), said.at(), said.reason()))
                .build();
    }

    private static ReviewClosure closure(Said said) {
        return new ReviewClosure(said.by(), said.at(), said.reason());
    }

    /** An interaction that people should look at. */
    public static io.riskmonitor.schema.Flagged flagged(Flagged flagged) {
        Inquiry.Flag reason = flagged.reason();
        SampledFor sampled = reason.sampledFor();
        KnownInteraction known = flagged.known();
        return io.riskmonitor.schema.Flagged.newBuilder()
                .setInteractionId(reason.interactionId())
                .setApplication(known.application())
                .setConversationId(known.conversationId())
                .setReference(known.reference())
                .setCategories(known.counted().values().stream()
                        .filter(verdict -> verdict.outcome() == io.riskmonitor.interaction.Outcome.FAIL)
                        .map(verdict -> category(verdict.category()))
                        .distinct()
                        .sorted()
                        .toList())
                .setVerdicts(known.counted().entrySet().stream()
                        .sorted(Comparator.comparing((Map.Entry<String, CountedVerdict> verdict) ->
                                        verdict.getValue().judgedAt())
                                .thenComparing(Map.Entry::getKey))
                        .map(verdict -> flagged(verdict.getKey(), verdict.getValue()))
                        .toList())
                .setAlertIds(reason.alertIds())
                .setSampledFor(
                        sampled == null
                                ? null
                                : new io.riskmonitor.schema.SampledFor(
                                        category(sampled.category()),
                                        emptyToNull(sampled.group().dimension()),
                                        emptyToNull(sampled.group().name())))
                .setAt(reason.at())
                .build();
    }

    private static FlaggedVerdict flagged(String verdictId, CountedVerdict verdict) {
        return FlaggedVerdict.newBuilder()
                .setVerdictId(verdictId)
                .setCategory(category(verdict.category()))
                .setEvaluator(verdict.evaluator())
                .setSource(Source.valueOf(verdict.source().name()))
                .setOutcome(Outcome.valueOf(verdict.outcome().name()))
                .setConfidence(verdict.confidence())
                .setJudgedAt(verdict.judgedAt())
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
