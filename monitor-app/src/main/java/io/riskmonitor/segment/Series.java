package io.riskmonitor.segment;

import io.riskmonitor.interaction.RiskCategory;

/** The verdicts of one evaluator on one risk category. Evaluators differ in sensitivity, so they are never pooled. */
public record Series(RiskCategory category, String evaluator) implements Comparable<Series> {

    @Override
    public int compareTo(Series that) {
        int byCategory = category.compareTo(that.category);
        return byCategory != 0 ? byCategory : evaluator.compareTo(that.evaluator);
    }
}
