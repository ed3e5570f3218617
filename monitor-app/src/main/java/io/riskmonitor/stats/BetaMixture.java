package io.riskmonitor.stats;

import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * Beta mixture of likelihood ratios: what may be said about a failure rate at <em>every</em> look since counting began.
 *
 * <p>For statements of an audit: "was the rate ever shown to be above p0 since the launch?" and "where is it, at whatever
 * time one asks?" Both need only k failures in n trials.
 *
 * <pre>
 *   E(p) = B(a + k, b + n − k) / B(a, b) / (p^k (1 − p)^(n − k))
 *   E⁺(p0) = E(p0) · P(Beta(a + k, b + n − k) > p0) / P(Beta(a, b) > p0)
 * </pre>
 *
 * <p><b>The promise.</b> If the rate is p, the chance that E(p) <em>ever</em> reaches 1 / α is at most α, so the rates with
 * a smaller E(p) are an interval that holds the true one at all looks together with 1 − α: {@link #interval}. If every
 * trial fails with at most p0, given the trials before it, the same is true of E⁺(p0), whose prior has only rates above:
 * {@link #logE}. So E⁺ is what {@link EBenjaminiHochberg} takes.
 *
 * <p><b>Worked number.</b> With the prior Beta(½, ½) 60 failures in 1,200 give E⁺(0.02) of 7.7 million, and rates from
 * 0.0302 to 0.0766 at 95%, where {@link WilsonInterval} for a single look has 0.0390 to 0.0638.
 *
 * <p><b>Misleads</b> as a detector: it never forgets, so a long good past hides a bad present; to page use {@link
 * ShiryaevRobertsMixture}. A rate that changes has no interval either: what is held then is nothing in particular. Trials
 * that depend on each other break both promises.
 *
 * <p>The beta functions underneath are not computed with {@link StrictMath}: the last digits may differ between
 * processors. What is kept is the counts, so that no difference can grow.
 *
 * <p>H. Robbins (1970), "Statistical methods related to the law of the iterated logarithm", Annals of Mathematical
 * Statistics 41(5), 1397–1409. S. R. Howard, A. Ramdas, J. McAuliffe, J. Sekhon (2021), "Time-uniform, nonparametric,
 * nonasymptotic confidence sequences", Annals of Statistics 49(2), 1055–1080,
 * <a href="https://arxiv.org/abs/1810.08240">arXiv:1810.08240</a>.
 */
public final class BetaMixture {

    private final double a;
    private final double b;

    /** With the prior Beta(½, ½), good all round. */
    public BetaMixture() {
        this(0.5, 0.5);
    }

    /**
     * With a prior of one's own, to be chosen before the first trial; Beta(½, ½ / p) is sharper around a small p.
     *
     * @param a failures in advance, positive
     * @param b successes in advance, positive
     * @throws IllegalArgumentException if one of them is not positive and finite
     */
    public BetaMixture(double a, double b) {
        if (!(a > 0 && b > 0 && a + b < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("prior must be positive and finite, got " + a + ", " + b);
        }
        this.a = a;
        this.b = b;
    }

    /**
     * ln E⁺: the evidence that the rate is above {@code p0}, to be compared with ln(1 / α).
     *
     * @param trials from 0 to 10<sup>12</sup>
     * @param p0 highest harmless failure rate, in (0, 1)
     * @return 0 without trials; negative infinity where the rate seen is so far below that there is certainly no evidence
     * @throws IllegalArgumentException unless {@code 0 <= failures <= trials}, or outside those ranges
     */
    public double logE(long failures, long trials, double p0) {
        requireCounts(failures, trials);
        BetaQuantile.requireProbability("p0", p0);
        if (trials == 0) {
            return 0;
        }
        double above = RegularizedBeta.complement(p0, a + failures, b + (trials - failures));
        double aboveInAdvance = RegularizedBeta.complement(p0, a, b);
        return logBothSided(failures, trials, p0) + StrictMath.log(above) - StrictMath.log(aboveInAdvance);
    }

    /**
     * The rates that were never refuted, if the rate is constant: a confidence sequence, looked at now.
     *
     * @param trials from 0 to 10<sup>12</sup>
     * @param alpha chance that the true rate is ever left out, in (0, 1); 0.05 for 95%
     * @throws IllegalArgumentException unless {@code 0 <= failures <= trials}, or outside those ranges
     */
    public Interval interval(long failures, long trials, double alpha) {
        requireCounts(failures, trials);
        BetaQuantile.requireProbability("alpha", alpha);
        if (trials == 0) {
            return new Interval(0, 1);
        }
        double rate = (double) failures / trials;
        double enough = -StrictMath.log(alpha);
        // E is smallest at the rate seen, where it is below 1, and grows to both sides
        return new Interval(
                failures == 0 ? 0 : lastKept(failures, trials, rate, 0, enough),
                failures == trials ? 1 : lastKept(failures, trials, rate, 1, enough));
    }

    /**
     * What {@link #interval} holds.
     *
     * @param lower smallest rate not refuted, in [0, 1]; exactly 0 without failures
     * @param upper largest rate not refuted, in [0, 1]; exactly 1 without successes
     */
    public record Interval(double lower, double upper) {}

    private double lastKept(long failures, long trials, double rate, double end, double enough) {
        double kept = rate;
        double refuted = end;
        double middle = (kept + refuted) / 2;
        // ends when no double is left in between
        while (middle != kept && middle != refuted) {
            if (logBothSided(failures, trials, middle) < enough) {
                kept = middle;
            } else {
                refuted = middle;
            }
            middle = (kept + refuted) / 2;
        }
        return kept;
    }

    private double logBothSided(long failures, long trials, double p) {
        long successes = trials - failures;
        return LogBeta.value(a + failures, b + successes)
                - LogBeta.value(a, b)
                - failures * StrictMath.log(p)
                - successes * StrictMath.log1p(-p);
    }

    private static void requireCounts(long failures, long trials) {
        if (failures < 0 || failures > trials || trials > BetaQuantile.MOST_TRIALS) {
            throw new IllegalArgumentException("need 0 <= failures <= trials <= " + BetaQuantile.MOST_TRIALS + ", got "
                    + failures + " of " + trials);
        }
    }
}
