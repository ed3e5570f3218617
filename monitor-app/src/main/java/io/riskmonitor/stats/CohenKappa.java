package io.riskmonitor.stats;

import java.util.Optional;

/**
 * Cohen's kappa: how much more a judge agrees with a reference than two that only share their failure rates would.
 *
 * <p>Shown beside the plain agreement because failures are rare: a judge that never reports one agrees with 98% of a
 * reference that has 2%, and its kappa is 0.
 *
 * <pre>
 *   κ = (observed agreement − expected) / (1 − expected)        expected: from the failure rates of both
 * </pre>
 *
 * <p>40 failures and 45 successes agreed on, 10 reported by the judge alone and 5 by the reference alone: κ = 0.70, 95%
 * interval 0.56 to 0.84.
 *
 * <p>Misleads where one class is rare: a few items more or less move it far, and equal sensitivity and specificity give
 * a smaller kappa the rarer failures are. Compare it between judges on the same items, not between categories. The
 * interval is for large samples; perfect agreement, and a judge that always says the same, have one of width 0.
 *
 * <p>J. Cohen (1960), "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20(1),
 * 37–46; J. L. Fleiss, J. Cohen, B. S. Everitt (1969), "Large sample standard errors of kappa and weighted kappa",
 * Psychological Bulletin 72(5), 323–327.
 *
 * @param kappa 1 for perfect agreement, 0 for that of chance, below 0 for less
 * @param standardError large-sample standard error
 * @param lower of the 95% interval, at least −1
 * @param upper of the 95% interval, at most 1
 */
public record CohenKappa(double kappa, double standardError, double lower, double upper) {

    /** Kappa of judge and reference; empty without items, or when both know one class only and it is the same. */
    public static Optional<CohenKappa> of(ConfusionMatrix items) {
        double all = (double) items.failures() + items.successes();
        double bothFail = items.truePositives() / all;
        double bothPass = items.trueNegatives() / all;
        double onlyJudge = items.falsePositives() / all;
        double onlyReference = items.falseNegatives() / all;
        double judge = bothFail + onlyJudge;
        double reference = bothFail + onlyReference;
        double disagreement = onlyJudge + onlyReference;
        double expectedDisagreement = judge * (1 - reference) + (1 - judge) * reference;
        if (!(expectedDisagreement > 0)) {
            return Optional.empty();
        }
        double kappa = 1 - disagreement / expectedDisagreement;
        double agreeing = bothFail * square(1 - (judge + reference) * (1 - kappa))
                + bothPass * square(1 - (2 - judge - reference) * (1 - kappa));
        double disagreeing = square(1 - kappa)
                * (onlyJudge * square(reference + 1 - judge) + onlyReference * square(judge + 1 - reference));
        double expected = 1 - expectedDisagreement;
        double variance = agreeing + disagreeing - square(kappa - expected * (1 - kappa));
        double error = Math.sqrt(Math.max(0, variance) / all) / expectedDisagreement;
        double margin = WilsonInterval.Z_95 * error;
        return Optional.of(new CohenKappa(kappa, error, Math.max(-1, kappa - margin), Math.min(1, kappa + margin)));
    }

    private static double square(double x) {
        return x * x;
    }
}
