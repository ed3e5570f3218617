package io.riskmonitor.stats;

import java.util.Optional;

/**
 * Rogan–Gladen estimate: the failure rate behind the rate that an imperfect judge reports.
 *
 * <pre>
 *   p = (q + specificity − 1) / (sensitivity + specificity − 1)        q reported rate; cut to [0, 1]
 * </pre>
 *
 * <p>Shown beside the reported rate because judges err by much more than the interval of q lets expect. With 40 of 50
 * failures found, 3 false alarms in 60 successes and a reported rate of 120 in 1,000 the estimate is 0.093, with a
 * standard error of 0.037 of which the verdicts themselves are only 0.014.
 *
 * <p>The standard error includes the number of items that sensitivity and specificity were measured on. The interval is
 * that of Lang and Reiczigel, which also holds near 0 and for few items; it need not be centred on the estimate, and is 0
 * to 1 where the items are too few to say that the judge is better than chance.
 *
 * <p>Misleads when the judge has changed since it was measured, or was measured on items that differ from the traffic;
 * and where the correction is larger than what is left, when the interval says so. Only for showing: a change of q is
 * watched by itself.
 *
 * <p>W. J. Rogan, B. Gladen (1978), "Estimating prevalence from the results of a screening test", American Journal of
 * Epidemiology 107(1), 71–76; Z. Lang, J. Reiczigel (2014), "Confidence limits for prevalence of disease adjusted for
 * estimated sensitivity and specificity", Preventive Veterinary Medicine 113(1), 13–22.
 *
 * @param rate corrected failure rate, in [0, 1]
 * @param standardError large-sample standard error of the estimate before it is cut
 * @param lower of the 95% interval, in [0, 1]
 * @param upper of the 95% interval, in [0, 1]
 */
public record RoganGladen(double rate, double standardError, double lower, double upper) {

    /**
     * Corrects the rate of {@code failures} out of {@code trials} reported.
     *
     * @param judge how the judge did on items with a reference
     * @return empty without verdicts, without failures or successes in the reference, and for a judge no better than
     *     chance: sensitivity + specificity at most 1
     * @throws IllegalArgumentException unless {@code 0 <= failures <= trials}
     */
    public static Optional<RoganGladen> of(long failures, long trials, ConfusionMatrix judge) {
        if (failures < 0 || failures > trials) {
            throw new IllegalArgumentException("need 0 <= failures <= trials, got " + failures + " of " + trials);
        }
        if (trials == 0 || judge.failures() == 0 || judge.successes() == 0) {
            return Optional.empty();
        }
        Estimate plain = Estimate.of(failures, trials, judge, 0, 0);
        if (!(plain.youden() > 0)) {
            return Optional.empty();
        }
        double z = WilsonInterval.Z_95;
        // adding to every count pulls towards one half, like the Wilson interval
        Estimate pulled = Estimate.of(failures, trials, judge, z * z / 2, 1);
        double cut = clip(plain.rate());
        double error = plain.withRate(cut).error();
        if (!(pulled.youden() > 0)) {
            return Optional.of(new RoganGladen(cut, error, 0, 1));
        }
        double centre = pulled.rate() + 2 * z * z * pulled.shift();
        double margin = z * pulled.error();
        return Optional.of(new RoganGladen(cut, error, clip(centre - margin), clip(centre + margin)));
    }

    private static double clip(double rate) {
        return Math.max(0, Math.min(1, rate));
    }

    /** @param ofReported variance of the reported rate; likewise of the other two */
    private record Estimate(double rate, double youden, double ofReported, double ofSensitivity, double ofSpecificity) {

        static Estimate of(long failures, long trials, ConfusionMatrix judge, double moreReported, double moreKnown) {
            double n = trials + 2 * moreReported;
            double known = judge.failures() + 2 * moreKnown;
            double free = judge.successes() + 2 * moreKnown;
            double reported = (failures + moreReported) / n;
            double sensitivity = (judge.truePositives() + moreKnown) / known;
            double specificity = (judge.trueNegatives() + moreKnown) / free;
            double youden = sensitivity + specificity - 1;
            return new Estimate(
                    (reported + specificity - 1) / youden,
                    youden,
                    reported * (1 - reported) / n,
                    sensitivity * (1 - sensitivity) / known,
                    specificity * (1 - specificity) / free);
        }

        Estimate withRate(double other) {
            return new Estimate(other, youden, ofReported, ofSensitivity, ofSpecificity);
        }

        double shift() {
            return rate * ofSensitivity - (1 - rate) * ofSpecificity;
        }

        double error() {
            return Math.sqrt(ofReported + rate * rate * ofSensitivity + (1 - rate) * (1 - rate) * ofSpecificity)
                    / youden;
        }
    }
}
