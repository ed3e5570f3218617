package io.riskmonitor.wire;

import io.riskmonitor.gold.Contains;
import io.riskmonitor.gold.Exact;
import io.riskmonitor.gold.GoldCase;
import io.riskmonitor.gold.Grading;
import io.riskmonitor.gold.Normalised;
import io.riskmonitor.gold.Numeric;
import io.riskmonitor.gold.RegularExpression;
import io.riskmonitor.gold.TokenOverlap;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.schema.GradingMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Avro gold cases to those of the domain. */
final class GoldCases {

    private GoldCases() {}

    /** The case, or a {@link Refusal} with everything that is wrong with it. */
    static Object read(io.riskmonitor.schema.GoldCase avro) {
        List<String> problems = new ArrayList<>();
        Grading grading = grading(avro.getGrading(), problems);
        GoldCase goldCase = new GoldCase(
                avro.getCaseId(),
                avro.getApplication(),
                List.copyOf(avro.getExpected()),
                grading,
                avro.getCategory() == null ? RiskCategory.GOLD_MISMATCH : Events.category(avro.getCategory()));
        problems.addAll(goldCase.problems());
        return problems.isEmpty() ? goldCase : new Refusal(RefusalReason.INVALID_VALUE, String.join("; ", problems));
    }

    private static Grading grading(io.riskmonitor.schema.Grading avro, List<String> problems) {
        GradingMethod method = avro.getMethod();
        refuseUnless(method == GradingMethod.NUMERIC, "tolerance", avro.getTolerance(), method, problems);
        refuseUnless(
                method == GradingMethod.NUMERIC, "relativeTolerance", avro.getRelativeTolerance(), method, problems);
        refuseUnless(method == GradingMethod.TOKEN_F1, "minF1", avro.getMinF1(), method, problems);
        try {
            return switch (method) {
                case EXACT -> new Exact();
                case NORMALISED -> new Normalised();
                case NUMERIC -> new Numeric(orNothing(avro.getTolerance()), orNothing(avro.getRelativeTolerance()));
                case CONTAINS -> new Contains();
                case REGEX -> new RegularExpression();
                case TOKEN_F1 ->
                    new TokenOverlap(Objects.requireNonNullElse(avro.getMinF1(), TokenOverlap.DEFAULT_MIN_F1));
                case UNSPECIFIED -> throw new IllegalArgumentException("method is none that this version knows");
            };
        } catch (IllegalArgumentException e) {
            problems.add("grading." + e.getMessage());
            return new Exact(); // so that the rest can be checked, too
        }
    }

    private static double orNothing(@Nullable Double tolerance) {
        return tolerance == null ? 0 : tolerance;
    }

    private static void refuseUnless(
            boolean used, String setting, @Nullable Double value, GradingMethod method, List<String> problems) {
        if (!used && value != null) {
            problems.add("grading." + setting + " has no meaning with the method " + method);
        }
    }
}
