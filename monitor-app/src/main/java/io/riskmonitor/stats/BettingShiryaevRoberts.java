package io.riskmonitor.stats;

import java.util.Arrays;

/**
 * Mixture of Shiryaev–Roberts e-detectors that bet on means: has the mean of a bounded quantity risen above {@code m0}, or
 * fallen below it, at any time, by any amount?
 *
 * <p>For what is no plain failure: a loss weighted by severity, or the share of failures in a conversation, each as a
 * number Y in [0, 1]. Nothing else is asked of Y, so a share of many verdicts that fail together is as good as one of
 * independent verdicts, where {@link ShiryaevRobertsMixture} would raise false alarms. Every bet λ<sub>j</sub> keeps one
 * number, which one Y turns into
 *
 * <pre>
 *   M_j ← (M_j + g) · (1 + λ_j (Y − m0))       0 &lt; λ_j &lt; 1 / m0       M = mean of the M_j
 * </pre>
 *
 * <p>with M<sub>j</sub> = 0 at the start and g the panes passed since the last update. The bets are λ = (r − 1)/(1 − m0)
 * for r of 1.25, 1.5, 2, 3, 5, 10, 20 and 40, as far as r m0 ≤ 0.995: for Y of 0 and 1 that is the likelihood ratio of r
 * m0 against m0. The large ones are for quantities that vary little and so allow larger bets. Bets on a fall are negative:
 * r is 4/5, 2/3, 1/2, 1/3, 1/5 and 1/10.
 *
 * <p><b>The promise.</b> Alarm when M ≥ c. While every Y has a mean of at most m0 (at least m0 for a fall), given all that came before it, the mean
 * number of panes up to the first alarm is at least c, and the chance of an alarm within T panes is at most T / c.
 *
 * <p><b>Several in a pane.</b> Units that do not depend on each other are taken in one after the other, the first with the
 * panes passed and the others with {@code panes = 0}; the order must not depend on the outcomes. Units that do depend
 * on each other are to be made one Y, their mean. A mean of many is a safer bet but a smaller gain than one bet for each.
 *
 * <p><b>Worked number.</b> With m0 = 0.02, conversations of which the first fails in full and the second in a half give
 * M = 142 when each has its pane.
 *
 * <p><b>Misleads</b> as {@link ShiryaevRobertsMixture} does where m0 is an estimate and where traffic is thin. And when
 * how many verdicts a conversation has depends on whether they fail, its share is not what a verdict suffers.
 *
 * <p>J. Shin, A. Ramdas, A. Rinaldo (2022), "E-detectors: a nonparametric framework for sequential change detection",
 * <a href="https://arxiv.org/abs/2203.03532">arXiv:2203.03532</a>; the bets are those of I. Waudby-Smith, A. Ramdas (2024),
 * "Estimating means of bounded random variables by betting", Journal of the Royal Statistical Society B 86(1), 1–27,
 * <a href="https://arxiv.org/abs/2010.09686">arXiv:2010.09686</a>.
 */
public final class BettingShiryaevRoberts {

    private static final double[] RISES = {1.25, 1.5, 2, 3, 5, 10, 20, 40};
    private static final double[] FALLS = {4 / 5d, 2 / 3d, 1 / 2d, 1 / 3d, 1 / 5d, 1 / 10d};

    private final double m0;
    private final double[] bets;
    private final double bet;
    private final double logCount;

    private BettingShiryaevRoberts(double m0, double[] multiples, double multiple) {
        this.m0 = m0;
        this.bets = Arrays.stream(multiples)
                .map(each -> LikelihoodRatio.capped(each, m0))
                .distinct()
                .map(each -> (each - 1) / (1 - m0))
                .toArray();
        this.bet = (LikelihoodRatio.capped(multiple, m0) - 1) / (1 - m0);
        this.logCount = StrictMath.log(bets.length);
    }

    /**
     * Detects a rise of the mean above {@code m0}.
     *
     * @param m0 highest harmless mean, in (0, 0.995)
     * @throws IllegalArgumentException if {@code m0} is outside that range
     */
    public static BettingShiryaevRoberts rise(double m0) {
        if (!(m0 > 0 && m0 < LikelihoodRatio.HIGHEST_ALTERNATIVE)) {
            throw new IllegalArgumentException(
                    "m0 must be in (0, " + LikelihoodRatio.HIGHEST_ALTERNATIVE + "), got " + m0);
        }
        return new BettingShiryaevRoberts(m0, RISES, 2);
    }

    /**
     * Detects a fall of the mean below {@code m0}, a recovery.
     *
     * @param m0 lowest mean that is no recovery yet, in (0, 1)
     * @throws IllegalArgumentException if {@code m0} is outside that range
     */
    public static BettingShiryaevRoberts fall(double m0) {
        LikelihoodRatio.requireRoomToFall(m0);
        return new BettingShiryaevRoberts(m0, FALLS, 0.5);
    }

    /** The state of a cell that has seen nothing: one logarithm per bet. */
    public double[] start() {
        double[] logM = new double[bets.length];
        reset(logM);
        return logM;
    }

    /** Forgets what a cell has seen, as is due after an alarm. */
    public void reset(double[] logM) {
        requireOurs(logM);
        Arrays.fill(logM, Double.NEGATIVE_INFINITY);
    }

    /**
     * Takes in units that have the same value. Allocates nothing; leaves the state alone when it throws.
     *
     * @param logM the cell's state, changed in place
     * @param y the quantity, in [0, 1]
     * @param units how many, at least 0
     * @param panes panes passed since the last update, this one included; 0 for a further unit of the same pane; must not
     *     depend on outcomes
     * @throws IllegalArgumentException unless {@code 0 <= y <= 1}, {@code units >= 0} and {@code panes >= 0}, or if the
     *     state has another number of bets
     */
    public void update(double[] logM, double y, long units, long panes) {
        requireOurs(logM);
        if (!(y >= 0 && y <= 1)) {
            throw new IllegalArgumentException("y must be in [0, 1], got " + y);
        }
        if (units < 0 || panes < 0) {
            throw new IllegalArgumentException("units and panes must be at least 0, got " + units + " and " + panes);
        }
        double logPanes = StrictMath.log((double) panes);
        for (int j = 0; j < logM.length; j++) {
            logM[j] = LogSum.of(logM[j], logPanes) + units * StrictMath.log1p(bets[j] * (y - m0));
        }
    }

    /** The same for one unit. */
    public void update(double[] logM, double y, long panes) {
        update(logM, y, 1, panes);
    }

    /**
     * ln(1 + λ (y − m0)) of the bet on a mean of twice m0, of half of it for a fall: what to sum up, as
     * {@link BernoulliCusum} does, to find out since when the mean may have been another.
     *
     * @param y in [0, 1]
     */
    public double logGain(double y) {
        return StrictMath.log1p(bet * (y - m0));
    }

    /** ln M, to be compared with ln c; negative infinity before the first update. */
    public double logStatistic(double[] logM) {
        requireOurs(logM);
        return LogSum.of(logM, logM.length) - logCount;
    }

    private void requireOurs(double[] logM) {
        if (logM.length != bets.length) {
            throw new IllegalArgumentException("state has " + logM.length + " components, this mixture " + bets.length);
        }
    }
}
