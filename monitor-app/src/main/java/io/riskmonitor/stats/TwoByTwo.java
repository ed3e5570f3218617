package io.riskmonitor.stats;

/**
 * Sequential 2×2 test: do a group and the rest fail at different rates, since counting began?
 *
 * <p>Chosen because it may be looked at after every batch, where a repeated z-test finds a difference between equal
 * rates sooner or later; and because the common rate need not be known and may change from batch to batch. Before each
 * batch the two rates are estimated from the batches before it,
 *
 * <pre>
 *   q = (a + failures so far) / (a + b + trials so far)
 * </pre>
 *
 * <p>each for its side, with Beta(a, b) as prior, and the evidence E is multiplied by how much better these two explain
 * the batch than their mean weighted by the trials of the batch does ({@link TwoByTwoFactor}).
 *
 * <p><b>The promise.</b> While both fail at the same rate, the chance that E <em>ever</em> reaches c is at most 1 / c,
 * at however many looks. So E is also what {@link EBenjaminiHochberg} takes.
 *
 * <p><b>Worked number.</b> Two batches of 1 failure in 5 against 0 in 5, prior Beta(½, ½): after the first E is 1,
 * for nothing was known yet; after the second 1.585.
 *
 * <p><b>Misleads</b> as a sign of which side is worse: it looks for any difference, so look at {@link NewcombeInterval}
 * too. After a long time of equal rates it is slow, because it has learnt that they are equal: to find a change at any
 * time use {@link TwoByTwoMixture}. Trials that depend on each other, as those of one conversation do, break the
 * promise; so do batches whose size depends on outcomes, or on which side something failed. And batches that hold one
 * side only are no evidence, so in thin traffic a batch is to be kept open until both sides are in it.
 *
 * <p>One test serves every pair. The state of a pair is an array from {@link #start()}, to be stored as it is.
 *
 * <p>R. J. Turner, A. Ly, P. D. Grünwald (2024), "Generic E-variables for exact sequential k-sample tests that allow for
 * optional stopping", Journal of Statistical Planning and Inference 230, 106116,
 * <a href="https://arxiv.org/abs/2106.02693">arXiv:2106.02693</a>.
 */
public final class TwoByTwo {

    private static final int GROUP_FAILURES = 0;
    private static final int GROUP_TRIALS = 1;
    private static final int REST_FAILURES = 2;
    private static final int REST_TRIALS = 3;
    private static final int LOG_E = 4;
    private static final int LENGTH = 5;

    private final double a;
    private final double b;

    /** With the prior Beta(½, ½) for both rates. */
    public TwoByTwo() {
        this(0.5, 0.5);
    }

    /**
     * With a prior of one's own.
     *
     * @param a failures in advance, positive
     * @param b successes in advance, positive
     * @throws IllegalArgumentException if one of them is not positive and finite
     */
    public TwoByTwo(double a, double b) {
        if (!(a > 0 && b > 0 && a + b < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("prior must be positive and finite, got " + a + ", " + b);
        }
        this.a = a;
        this.b = b;
    }

    /** The state of a pair that has seen nothing: counts of both sides, which are whole up to 2<sup>53</sup>, and ln E. */
    public double[] start() {
        return new double[LENGTH];
    }

    /**
     * Takes in one batch. Allocates nothing; leaves the state alone when it throws.
     *
     * @param state the pair's state, changed in place
     * @param groupTrials may be 0
     * @param restTrials may be 0
     * @throws IllegalArgumentException unless both have {@code 0 <= failures <= trials}, or if the state is not one of
     *     {@link #start()}
     */
    public void update(double[] state, long groupFailures, long groupTrials, long restFailures, long restTrials) {
        requireOurs(state);
        TwoByTwoFactor.requireBatch(groupFailures, groupTrials, restFailures, restTrials);
        double groupRate = estimate(state[GROUP_FAILURES], state[GROUP_TRIALS]);
        double restRate = estimate(state[REST_FAILURES], state[REST_TRIALS]);
        state[LOG_E] += TwoByTwoFactor.log(groupRate, restRate, groupFailures, groupTrials, restFailures, restTrials);
        state[GROUP_FAILURES] += groupFailures;
        state[GROUP_TRIALS] += groupTrials;
        state[REST_FAILURES] += restFailures;
        state[REST_TRIALS] += restTrials;
    }

    /** ln E, to be compared with ln c; 0 at the start. */
    public double logE(double[] state) {
        requireOurs(state);
        return state[LOG_E];
    }

    private double estimate(double failures, double trials) {
        return TwoByTwoFactor.uncertain((a + failures) / (a + b + trials));
    }

    private static void requireOurs(double[] state) {
        if (state.length != LENGTH) {
            throw new IllegalArgumentException("state has " + state.length + " components, this test " + LENGTH);
        }
    }
}
