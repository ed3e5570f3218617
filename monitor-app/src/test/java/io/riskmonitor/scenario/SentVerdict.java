package io.riskmonitor.scenario;

import io.riskmonitor.schema.Outcome;
import io.riskmonitor.schema.RiskCategory;
import io.riskmonitor.schema.Severity;
import io.riskmonitor.schema.Source;
import io.riskmonitor.schema.Verdict;
import java.time.Instant;

/** A verdict of {@code judge-a} on hallucination, passed at noon, unless a test says otherwise. */
public final class SentVerdict implements Event {

    private final Verdict.Builder avro;
    private String key;

    SentVerdict(String interactionId) {
        key = interactionId;
        avro = Verdict.newBuilder()
                .setInteractionId(interactionId)
                .setJudgedAt(NOON)
                .setCategory(RiskCategory.HALLUCINATION)
                .setEvaluator("judge-a")
                .setSource(Source.JUDGE)
                .setOutcome(Outcome.PASS);
    }

    public SentVerdict at(String time) {
        return at(Event.time(time));
    }

    public SentVerdict at(Instant time) {
        avro.setJudgedAt(time);
        return this;
    }

    /** On an interaction of this conversation: a verdict has the message key of its interaction. */
    public SentVerdict in(String conversation) {
        key = conversation;
        return this;
    }

    public SentVerdict by(String evaluator, Outcome outcome) {
        avro.setEvaluator(evaluator);
        avro.setOutcome(outcome);
        return this;
    }

    public SentVerdict version(String evaluatorVersion) {
        avro.setEvaluatorVersion(evaluatorVersion);
        return this;
    }

    public SentVerdict on(RiskCategory category) {
        avro.setCategory(category);
        return this;
    }

    public SentVerdict from(Source source) {
        avro.setSource(source);
        return this;
    }

    public SentVerdict confidence(double confidence) {
        avro.setConfidence(confidence);
        return this;
    }

    public SentVerdict severity(Severity severity) {
        avro.setSeverity(severity);
        return this;
    }

    public SentVerdict score(double score) {
        avro.setScore(score);
        return this;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public Instant time() {
        return avro.getJudgedAt();
    }

    @Override
    public Verdict value() {
        return avro.build();
    }
}
