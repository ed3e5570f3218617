package io.riskmonitor.wire;

import io.riskmonitor.interaction.Interaction;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.Probe;
import io.riskmonitor.interaction.Release;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.interaction.Verdict;
import io.riskmonitor.schema.InlineVerdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Avro events to those of the domain. */
final class Events {

    private static final RiskCategory[] CATEGORIES =
            byOrdinal(io.riskmonitor.schema.RiskCategory.values(), RiskCategory.class, new RiskCategory[0]);
    private static final Source[] SOURCES =
            byOrdinal(io.riskmonitor.schema.Source.values(), Source.class, new Source[0]);
    private static final Outcome[] OUTCOMES =
            byOrdinal(io.riskmonitor.schema.Outcome.values(), Outcome.class, new Outcome[0]);

    private Events() {}

    private static <E extends Enum<E>> E[] byOrdinal(Enum<?>[] symbols, Class<E> type, E[] target) {
        List<E> values = new ArrayList<>();
        for (Enum<?> symbol : symbols) {
            values.add(Enum.valueOf(type, symbol.name()));
        }
        return values.toArray(target);
    }

    static RiskCategory category(io.riskmonitor.schema.RiskCategory category) {
        return CATEGORIES[category.ordinal()];
    }

    static @Nullable Severity severity(io.riskmonitor.schema.@Nullable Severity severity) {
        return severity == null || severity == io.riskmonitor.schema.Severity.UNSPECIFIED
                ? null
                : Severity.valueOf(severity.name());
    }

    static Interaction interaction(io.riskmonitor.schema.Interaction avro) {
        List<Verdict> verdicts = new ArrayList<>(avro.getVerdicts().size());
        for (InlineVerdict verdict : avro.getVerdicts()) {
            verdicts.add(new Verdict(
                    verdict.getVerdictId(),
                    avro.getInteractionId(),
                    avro.getOccurredAt(),
                    category(verdict.getCategory()),
                    verdict.getEvaluator(),
                    verdict.getEvaluatorVersion(),
                    SOURCES[verdict.getSource().ordinal()],
                    OUTCOMES[verdict.getOutcome().ordinal()],
                    verdict.getScore(),
                    verdict.getConfidence(),
                    severity(verdict.getSeverity())));
        }
        io.riskmonitor.schema.Release release = avro.getRelease();
        return new Interaction(
                avro.getInteractionId(),
                avro.getOccurredAt(),
                avro.getApplication(),
                avro.getConversationId(),
                release == null
                        ? null
                        : new Release(
                                release.getModel(),
                                release.getModelVersion(),
                                release.getPromptName(),
                                release.getPromptVersion()),
                avro.getSegments(),
                avro.getLabels(),
                avro.getMeasures(),
                verdicts,
                avro.getReference(),
                probe(avro.getGoldCaseId(), avro.getAnswer()));
    }

    /** Of an answer without a case, too, so that it can be refused. */
    private static @Nullable Probe probe(@Nullable String goldCaseId, @Nullable String answer) {
        return goldCaseId == null && answer == null ? null : new Probe(goldCaseId == null ? "" : goldCaseId, answer);
    }

    static Verdict verdict(io.riskmonitor.schema.Verdict avro) {
        return new Verdict(
                avro.getVerdictId(),
                avro.getInteractionId(),
                avro.getJudgedAt(),
                category(avro.getCategory()),
                avro.getEvaluator(),
                avro.getEvaluatorVersion(),
                SOURCES[avro.getSource().ordinal()],
                OUTCOMES[avro.getOutcome().ordinal()],
                avro.getScore(),
                avro.getConfidence(),
                severity(avro.getSeverity()));
    }
}
