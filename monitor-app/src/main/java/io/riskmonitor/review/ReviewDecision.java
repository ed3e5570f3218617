package io.riskmonitor.review;

import io.riskmonitor.alert.Answer;
import io.riskmonitor.alert.Instruction;
import io.riskmonitor.interaction.KnownInteraction;
import io.riskmonitor.interaction.KnownInteraction.CountedVerdict;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.interaction.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Somebody says whether verdicts on an interaction are right.
 *
 * @param said who, when and why
 * @param verdictId the verdict it is about; null for every category in which somebody who is no person says FAIL
 * @param confirm whether they are right
 */
public record ReviewDecision(
        String application,
        Answer said,
        String interactionId,
        @Nullable String verdictId,
        boolean confirm) implements Instruction {

    /** Evaluator of the verdicts that decisions make. */
    public static final String EVALUATOR = "review";

    private static final int MAX_NAMED = 10;

    /**
     * What it comes to.
     *
     * @param problem why it comes to nothing; null where it comes to verdicts
     */
    public record Result(List<Verdict> verdicts, @Nullable String problem) {}

    /** The verdicts of a person that it stands for; the same decision gives the same ones. */
    public Result on(KnownInteraction known) {
        Map<RiskCategory, Outcome> outcomes = new TreeMap<>();
        if (verdictId == null) {
            for (CountedVerdict verdict : known.counted().values()) {
                if (verdict.source() != Source.HUMAN && verdict.outcome() == Outcome.FAIL) {
                    outcomes.put(verdict.category(), Outcome.FAIL);
                }
            }
        } else if (known.counted().containsKey(verdictId)) {
            CountedVerdict verdict = known.counted().get(verdictId);
            if (verdict.outcome().isTrial()) {
                outcomes.put(verdict.category(), verdict.outcome());
            }
        }
        List<Verdict> verdicts = new ArrayList<>();
        outcomes.forEach((category, outcome) -> verdicts.add(verdict(category, outcome)));
        return new Result(verdicts, verdicts.isEmpty() ? problem(known) : null);
    }

    private Verdict verdict(RiskCategory category, Outcome outcome) {
        Outcome opposite = outcome == Outcome.FAIL ? Outcome.PASS : Outcome.FAIL;
        return new Verdict(
                null,
                interactionId,
                said.at(),
                category,
                EVALUATOR,
                null,
                Source.HUMAN,
                confirm ? outcome : opposite,
                null,
                null,
                null);
    }

    private String problem(KnownInteraction known) {
        if (verdictId == null) {
            return "no verdict says FAIL on interaction " + interactionId + "; name the one that you mean as verdictId";
        }
        if (known.counted().containsKey(verdictId)) {
            return "verdict " + verdictId + " on interaction " + interactionId + " is UNSURE; nothing to decide";
        }
        List<String> ids = new TreeSet<>(known.counted().keySet())
                .stream().limit(MAX_NAMED).toList();
        return "interaction " + interactionId + " has no verdict " + verdictId + "; it has " + ids;
    }
}
