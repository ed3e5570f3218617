package io.riskmonitor.segment;

import io.riskmonitor.interaction.RiskCategory;
import org.jspecify.annotations.Nullable;

/**
 * Something whose distribution is watched: a label, a measure, or the scores or the severities that an evaluator gives
 * for a category.
 *
 * @param name of the label or the measure; the evaluator of the verdicts
 * @param category what the verdicts are about; null for labels and measures
 */
public record Feature(Kind kind, String name, @Nullable RiskCategory category) {

    /** What kind of values a feature has. */
    public enum Kind {
        LABEL,
        MEASURE,
        SCORE,
        SEVERITY
    }

    public static Feature label(String name) {
        return new Feature(Kind.LABEL, name, null);
    }

    public static Feature measure(String name) {
        return new Feature(Kind.MEASURE, name, null);
    }

    public static Feature score(Series series) {
        return new Feature(Kind.SCORE, series.evaluator(), series.category());
    }

    /** How severe the failures are, among all trials. */
    public static Feature severity(Series series) {
        return new Feature(Kind.SEVERITY, series.evaluator(), series.category());
    }

    /** Whose verdicts; null for labels and measures. */
    public @Nullable Series series() {
        return category == null ? null : new Series(category, name);
    }

    /** As people read it, for instance {@code label intent}. */
    @Override
    public String toString() {
        return switch (kind) {
            case LABEL -> "label " + name;
            case MEASURE -> "measure " + name;
            case SCORE -> "scores of " + name;
            case SEVERITY -> "severities of " + name;
        };
    }
}
