package io.riskmonitor.scenario;

import io.riskmonitor.schema.InlineVerdict;
import io.riskmonitor.schema.Interaction;
import io.riskmonitor.schema.Outcome;
import io.riskmonitor.schema.Release;
import io.riskmonitor.schema.RiskCategory;
import io.riskmonitor.schema.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** An interaction of {@code billing} at noon, unless a test says otherwise. */
public final class SentInteraction implements Event {

    private final Interaction.Builder avro;

    SentInteraction(String id) {
        avro = Interaction.newBuilder()
                .setInteractionId(id)
                .setOccurredAt(NOON)
                .setApplication("billing")
                .setSegments(new LinkedHashMap<>())
                .setLabels(new LinkedHashMap<>())
                .setMeasures(new LinkedHashMap<>())
                .setVerdicts(new ArrayList<>());
    }

    public SentInteraction at(String time) {
        return at(Event.time(time));
    }

    public SentInteraction at(Instant time) {
        avro.setOccurredAt(time);
        return this;
    }

    public SentInteraction of(String application) {
        avro.setApplication(application);
        return this;
    }

    public SentInteraction in(String conversation) {
        avro.setConversationId(conversation);
        return this;
    }

    /** Answered by this model. */
    public SentInteraction release(String model) {
        avro.setRelease(Release.newBuilder().setModel(model).build());
        return this;
    }

    public SentInteraction locale(String locale) {
        return segment("locale", locale);
    }

    public SentInteraction segment(String dimension, String group) {
        avro.getSegments().put(dimension, group);
        return this;
    }

    public SentInteraction label(String name, String category) {
        avro.getLabels().put(name, category);
        return this;
    }

    /** Answers a gold case. */
    public SentInteraction answers(String goldCaseId, String answer) {
        avro.setGoldCaseId(goldCaseId);
        avro.setAnswer(answer);
        return this;
    }

    public SentInteraction measure(String name, double value) {
        avro.getMeasures().put(name, value);
        return this;
    }

    /** Its conversation is stored there. */
    public SentInteraction stored(String uri) {
        avro.setReference(uri);
        return this;
    }

    /** Carries a verdict on hallucination. */
    public SentInteraction judged(String evaluator, Outcome outcome) {
        return judged(evaluator, outcome, RiskCategory.HALLUCINATION, null);
    }

    public SentInteraction judged(String evaluator, Outcome outcome, RiskCategory category, Double score) {
        avro.getVerdicts()
                .add(InlineVerdict.newBuilder()
                        .setCategory(category)
                        .setEvaluator(evaluator)
                        .setSource(Source.JUDGE)
                        .setOutcome(outcome)
                        .setScore(score)
                        .build());
        return this;
    }

    @Override
    public String key() {
        return avro.getConversationId() != null ? avro.getConversationId() : avro.getInteractionId();
    }

    @Override
    public Instant time() {
        return avro.getOccurredAt();
    }

    @Override
    public Interaction value() {
        return avro.build();
    }
}
