package io.riskmonitor.stats;

import java.util.Arrays;

/**
 * Mixture of 2×2 e-detectors: has a group begun to fail more often than the rest, at any time, by any amount?
 *
 * <p>Chosen for paging: it runs forever, restarts by itself as {@link ShiryaevRobertsMixture} does, and looks only for
 * what a page is about, a group that is <em>worse</em>. It needs no p0: when both get worse together, as in an outage, it
 * stays silent. Every odds ratio r<sub>j</sub> of 1.5, 2, 3 and 5 keeps one number. A batch turns it into
 *
 * <pre>
 *   M_j ← (M_j + g) · factor(q_j, q)       q_j / (1 − q_j) = r_j · q / (1 − q)       M = mean of the M_j
 * </pre>
 *
 * <p>with M<sub>j</sub> = 0 at the start, g the panes passed since the last update, the factor of {@link
 * TwoByTwoFactor}, and q the failure rate of the rest as the batches before show it, where older ones are forgotten with a
 * half-life. Odds rather than rates, so that no alternative passes 1; for rare failures the two ratios are the same.
 *
 * <p><b>The promise.</b> Alarm when M ≥ c. While group and rest fail at the same rate, known or not, constant or not,
 * the mean number of panes up to the first alarm is at least c, and the chance of an alarm within T panes at most T / c.
 * For each factor has conditional mean at most 1 whatever q is, as long as q is fixed before the batch: so neither the
 * half-life nor a bad estimate can break it, they only cost delay. Hardly any: the estimate shifts both alternatives and
 * what they are compared with alike.
 *
 * <p><b>Without restarts.</b> From {@link #startOnce()} and with {@code panes = 0} throughout the M<sub>j</sub> start at
 * 1 and nothing is added: then M is an e-process, the chance that it ever reaches c is at most 1 / c, and it is what
 * {@link EBenjaminiHochberg} takes. It finds a worse group sooner than {@link TwoByTwo}, which has to learn the size of
 * the difference first.
 *
 * <p><b>Worked number.</b> With 2% in the rest and 8% in the group, 2 trials of the group and 10 of the rest to a batch, c =
 * 100 is reached within 150 batches in 93% of the cases without restarts; with restarts, and c = 15,000 for a chance
 * of a false alarm of at most 1% within 150 batches, in 89%.
 *
 * <p><b>Misleads</b> when trials depend on each other, as those of one conversation do: count the first verdict of each
 * conversation only. To count up to its first failure is no help here, for then the size of a batch depends on outcomes,
 * and that breaks the promise too; nor is it to count whether any of its verdicts failed, for of longer conversations more
 * do. Batches with one side only are no evidence. Evidence for a difference is no evidence for a large one; ask that the
 * ratio matters too ({@link WalterRatio}).
 *
 * <p>One mixture serves every pair. The state of a pair is an array from {@link #start()}, to be stored as it is.
 *
 * <p>J. Shin, A. Ramdas, A. Rinaldo (2022), "E-detectors: a nonparametric framework for sequential change detection",
 * <a href="https://arxiv.org/abs/2203.03532">arXiv:2203.03532</a>, over the e-values of R. J. Turner, A. Ly, P. D.
 * Grünwald (2024), "Generic E-variables for exact sequential k-sample tests that allow for optional stopping",
 * <a href="https://arxiv.org/abs/2106.02693">arXiv:2106.02693</a>.
 */
public final class TwoByTwoMixture {

    private static final double[] ODDS_RATIOS = {1.5, 2, 3, 5};
    private static final double LOG_COUNT = StrictMath.log(ODDS_RATIOS.length);
    private static final double LOG_HALF = StrictMath.log(0.5);

    /** After the M<sub>j</sub>, the forgotten counts of the rest. */
    private static final int REST_FAILURES = ODDS_RATIOS.length;

    private static final int REST_TRIALS = REST_FAILURES + 1;
    private static final int LENGTH = REST_TRIALS + 1;

    private static final double PRIOR = 0.5;

    private final double halfLife;

    /**
     * Detects a rise of a group above the rest.
     *
     * @param halfLife trials of the rest after which a trial counts half in the estimate of the common rate, at least
     *     1; 10,000 is good for rates down to 1 in 1,000
     * @throws IllegalArgumentException if {@code halfLife} is outside that range
     */
    public TwoByTwoMixture(double halfLife) {
        if (!(halfLife >= 1 && halfLife < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("halfLife must be at least 1 and finite, got " + halfLife);
        }
        this.halfLife = halfLife;
    }

    /** The state of a pair that has seen nothing, for detection at any time: ln M per odds ratio and two counts. */
    public double[] start() {
        double[] state = new double[LENGTH];
        reset(state);
        return state;
    }

    /** The state of a pair that has seen nothing, for an e-process: every M<sub>j</sub> is 1. */
    public double[] startOnce() {
        return new double[LENGTH];
    }

    /** Forgets the evidence of a pair, as is due after an alarm, but not how often the rest fails. */
    public void reset(double[] state) {
        requireOurs(state);
        Arrays.fill(state, 0, REST_FAILURES, Double.NEGATIVE_INFINITY);
    }

    /** Starts an e-process anew: every M<sub>j</sub> is 1 again, but how often the rest fails is not forgotten. */
    public void resetOnce(double[] state) {
        requireOurs(state);
        Arrays.fill(state, 0, REST_FAILURES, 0);
    }

    /**
     * Takes in one batch. Allocates nothing; leaves the state alone when it throws.
     *
     * @param state the pair's state, changed in place
     * @param groupTrials may be 0
     * @param restTrials may be 0
     * @param panes panes passed since the last update, this one included; must not depend on outcomes; 0 only from
     *     {@link #startOnce()}
     * @throws IllegalArgumentException unless both have {@code 0 <= failures <= trials} and {@code panes >= 0}, or if the
     *     state is not one of this mixture
     */
    public void update(
            double[] state, long groupFailures, long groupTrials, long restFailures, long restTrials, long panes) {
        requireOurs(state);
        TwoByTwoFactor.requireBatch(groupFailures, groupTrials, restFailures, restTrials);
        if (panes < 0) {
            throw new IllegalArgumentException("panes must be at least 0, got " + panes);
        }
        double rest = TwoByTwoFactor.uncertain((PRIOR + state[REST_FAILURES]) / (2 * PRIOR + state[REST_TRIALS]));
        double logPanes = StrictMath.log((double) panes);
        for (int j = 0; j < ODDS_RATIOS.length; j++) {
            double ratio = ODDS_RATIOS[j];
            double group = TwoByTwoFactor.uncertain(ratio * rest / (1 - rest + ratio * rest));
            state[j] = LogSum.of(state[j], logPanes)
                    + TwoByTwoFactor.log(group, rest, groupFailures, groupTrials, restFailures, restTrials);
        }
        double kept = StrictMath.exp(LOG_HALF * (restTrials / halfLife));
        state[REST_FAILURES] = state[REST_FAILURES] * kept + restFailures;
        state[REST_TRIALS] = state[REST_TRIALS] * kept + restTrials;
    }

    /** ln M, to be compared with ln c; negative infinity before the first update after {@link #start()}. */
    public double logStatistic(double[] state) {
        requireOurs(state);
        return LogSum.of(state, ODDS_RATIOS.length) - LOG_COUNT;
    }

    private static void requireOurs(double[] state) {
        if (state.length != LENGTH) {
            throw new IllegalArgumentException("state has " + state.length + " components, this mixture " + LENGTH);
        }
    }
}
