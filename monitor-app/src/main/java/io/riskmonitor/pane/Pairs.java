package io.riskmonitor.pane;

import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.stats.ConfusionMatrix;

/**
 * How often an evaluator and a reference said what of the same interaction. Numbers may be negative in a difference of two
 * tallies, where a correction took a pair back.
 *
 * @param onlyEvaluator the evaluator alone says FAIL
 * @param onlyReference the reference alone says FAIL
 */
public record Pairs(long bothFail, long onlyEvaluator, long onlyReference, long bothPass) {

    public static final Pairs NONE = new Pairs(0, 0, 0, 0);

    /** One pair; both outcomes are trials. */
    static Pairs of(Outcome evaluator, Outcome reference) {
        boolean evaluatorFails = evaluator == Outcome.FAIL;
        boolean referenceFails = reference == Outcome.FAIL;
        return new Pairs(
                evaluatorFails && referenceFails ? 1 : 0,
                evaluatorFails && !referenceFails ? 1 : 0,
                !evaluatorFails && referenceFails ? 1 : 0,
                !evaluatorFails && !referenceFails ? 1 : 0);
    }

    public Pairs plus(Pairs that) {
        return plus(that, 1);
    }

    Pairs plus(Pairs that, int sign) {
        return new Pairs(
                bothFail + sign * that.bothFail,
                onlyEvaluator + sign * that.onlyEvaluator,
                onlyReference + sign * that.onlyReference,
                bothPass + sign * that.bothPass);
    }

    public long total() {
        return bothFail + onlyEvaluator + onlyReference + bothPass;
    }

    boolean isZero() {
        return equals(NONE);
    }

    /** For the statistics, which know no negative counts. */
    public ConfusionMatrix matrix() {
        return new ConfusionMatrix(
                Math.max(0, bothFail), Math.max(0, onlyEvaluator), Math.max(0, onlyReference), Math.max(0, bothPass));
    }
}
