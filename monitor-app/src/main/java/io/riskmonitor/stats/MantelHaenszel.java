package io.riskmonitor.stats;

import java.util.List;
import org.apache.commons.numbers.gamma.Erfc;

/**
 * Mantel–Haenszel comparison of a group with the rest within strata: is the difference more than a different mix?
 *
 * <p>A group that asks harder questions fails more often although it is treated alike (Simpson's paradox). Here it is
 * compared with the rest of its own stratum only, and what the strata say is put together:
 *
 * <pre>
 *   statistic = max(0, |Σ(a − E)| − ½)² / ΣV        E = n₁t/N      V = n₁n₂ t(N − t) / (N²(N − 1))
 *   odds ratio = Σ(ad/N) / Σ(bc/N)                  risk ratio = Σ(a n₂/N) / Σ(c n₁/N)
 * </pre>
 *
 * <p>where a stratum of N trials has a failures and b successes among the n₁ of the group, c and d among the n₂ of the rest,
 * and t = a + c. The statistic is χ² with one degree of freedom if there is no difference in any stratum.
 *
 * <p>Two strata of 10 in 100 against 1 in 10 and of 5 in 10 against 50 in 100: overall 14% against 46%, but within the
 * strata alike: the statistic is 0, both ratios are 1.
 *
 * <p>Misleads where the strata disagree: a group that is worse in one and better in the other may come out even; so show the
 * strata too. Strata with one side only, or with one outcome only, say nothing and are passed over. It is for one look
 * fixed in advance, and an approximation: with fewer than about five expected failures in ΣE do not trust the p value.
 *
 * <p>N. Mantel, W. Haenszel (1959), "Statistical aspects of the analysis of data from retrospective studies of disease",
 * Journal of the National Cancer Institute 22(4), 719–748. Interval of the risk ratio: S. Greenland, J. M. Robins (1985),
 * "Estimation of a common effect parameter from sparse follow-up data", Biometrics 41(1), 55–68.
 *
 * @param statistic χ² with continuity correction, at least 0; 0 if no stratum says anything
 * @param pValue chance of such a statistic or a larger one without a difference, in [0, 1]
 * @param oddsRatio common odds ratio; infinity if the rest never fails or the group always does, NaN if nothing is said
 * @param riskRatio common ratio of failure rates; infinity if the rest never fails, NaN if nothing is said
 * @param logRiskRatioError standard error of the logarithm of the risk ratio; infinity if a side never fails, NaN if
 *     nothing is said
 */
public record MantelHaenszel(
        double statistic, double pValue, double oddsRatio, double riskRatio, double logRiskRatioError) {

    /**
     * Failures and trials of a group and the rest among what is alike.
     *
     * @throws IllegalArgumentException unless both have {@code 0 <= failures <= trials}
     */
    public record Stratum(long groupFailures, long groupTrials, long restFailures, long restTrials) {

        public Stratum {
            if (groupFailures < 0 || groupFailures > groupTrials) {
                throw new IllegalArgumentException(
                        "need 0 <= failures <= trials in the group, got " + groupFailures + " of " + groupTrials);
            }
            if (restFailures < 0 || restFailures > restTrials) {
                throw new IllegalArgumentException(
                        "need 0 <= failures <= trials in the rest, got " + restFailures + " of " + restTrials);
            }
        }

        /** Whether both sides are there and both outcomes. */
        boolean saysSomething() {
            double failures = (double) groupFailures + restFailures;
            double trials = (double) groupTrials + restTrials;
            return groupTrials > 0 && restTrials > 0 && failures > 0 && failures < trials;
        }
    }

    /** Compares the group with the rest in all the strata together. */
    public static MantelHaenszel of(List<Stratum> strata) {
        double surplus = 0;
        double variance = 0;
        double groupOdds = 0;
        double restOdds = 0;
        double groupRisk = 0;
        double restRisk = 0;
        double riskSpread = 0;
        for (Stratum stratum : strata) {
            if (!stratum.saysSomething()) {
                continue;
            }
            double a = stratum.groupFailures();
            double b = stratum.groupTrials() - a;
            double c = stratum.restFailures();
            double d = stratum.restTrials() - c;
            double group = (a + b) / (a + b + c + d);
            double rest = (c + d) / (a + b + c + d);
            double trials = a + b + c + d;
            double failures = a + c;
            // a − E without the difference of two large numbers
            surplus += a * rest - c * group;
            variance += group * rest * failures * ((b + d) / (trials - 1));
            groupOdds += a * (d / trials);
            restOdds += b * (c / trials);
            groupRisk += a * rest;
            restRisk += c * group;
            riskSpread += failures * group * rest - (a / trials) * (c / trials) * trials;
        }
        if (variance == 0) {
            return new MantelHaenszel(0, 1, Double.NaN, Double.NaN, Double.NaN);
        }
        double beyondHalf = Math.max(0, Math.abs(surplus) - 0.5);
        double statistic = beyondHalf * beyondHalf / variance;
        return new MantelHaenszel(
                statistic,
                Erfc.value(Math.sqrt(statistic / 2)),
                groupOdds / restOdds,
                groupRisk / restRisk,
                Math.sqrt(riskSpread / (groupRisk * restRisk)));
    }

    /** Smallest plausible risk ratio, 0 if a side never fails; {@code z} is {@link WilsonInterval#Z_95} for 95% two-sided. */
    public double lowerRiskRatio(double z) {
        return logRiskRatioError == Double.POSITIVE_INFINITY ? 0 : riskRatio * StrictMath.exp(-z * logRiskRatioError);
    }

    /** Largest plausible risk ratio, infinity if a side never fails. */
    public double upperRiskRatio(double z) {
        return logRiskRatioError == Double.POSITIVE_INFINITY
                ? Double.POSITIVE_INFINITY
                : riskRatio * StrictMath.exp(z * logRiskRatioError);
    }
}
