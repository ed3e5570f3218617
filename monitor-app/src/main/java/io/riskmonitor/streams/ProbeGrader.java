package io.riskmonitor.streams;

import io.riskmonitor.gold.GoldCase;
import io.riskmonitor.gold.GoldSet;
import io.riskmonitor.gold.Grade;
import io.riskmonitor.interaction.Interaction;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.Probe;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.interaction.Verdict;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.metrics.UngradedReason;
import java.util.Optional;

/** Grades answers to gold cases as they come by; their text goes no further. */
record ProbeGrader(GoldSet cases, RiskMetrics metrics) {

    /** Who says that an answer is wrong. */
    static final String EVALUATOR = "gold";

    /** The verdict on the answer to a gold case; none where there is no such case, or no answer. */
    Optional<Verdict> grade(Interaction interaction, Probe probe) {
        String application = interaction.application();
        Optional<GoldCase> goldCase = cases.find(probe.goldCaseId(), application);
        if (goldCase.isEmpty() || probe.answer() == null) {
            metrics.goldUngraded(
                    application, goldCase.isEmpty() ? UngradedReason.UNKNOWN_CASE : UngradedReason.NO_ANSWER);
            return Optional.empty();
        }
        Grade grade = goldCase.get().grade(probe.answer());
        if (grade.outcome() == Outcome.UNSURE) {
            metrics.goldUngraded(application, UngradedReason.TOO_MANY_STEPS);
        } else if (grade.outcome() == Outcome.FAIL) {
            metrics.goldFailure(application, probe.goldCaseId());
        }
        return Optional.of(new Verdict(
                null,
                interaction.interactionId(),
                interaction.occurredAt(),
                goldCase.get().category(),
                EVALUATOR,
                cases.version(application),
                Source.GOLD,
                grade.outcome(),
                grade.score(),
                null,
                null));
    }
}
