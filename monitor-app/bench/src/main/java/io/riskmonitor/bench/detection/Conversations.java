package io.riskmonitor.bench.detection;

import java.util.SplittableRandom;

/**
 * Conversations of 20 verdicts, 40 at a time, each with a failure rate of its own; one verdict to a pane.
 *
 * <p>The rates are Beta distributed with a given mean and intra-class correlation. They are never drawn: the chance that
 * the next verdict of a conversation fails, given those before, is that of Pólya's urn.
 */
final class Conversations implements Traffic {

    private static final int OPEN = 40;
    private static final int LENGTH = 20;
    private static final Batch NOTHING = new Batch(0, 0);

    private final SplittableRandom random;
    private final double rate;
    private final double correlation;
    private final boolean untilFirstFailure;
    private final int[] verdicts = new int[OPEN];
    private final int[] failures = new int[OPEN];

    /**
     * @param correlation intra-class, in [0, 1)
     * @param untilFirstFailure whether what comes after the first failure of a conversation is left out
     */
    Conversations(SplittableRandom random, double rate, double correlation, boolean untilFirstFailure) {
        this.random = random;
        this.rate = rate;
        this.correlation = correlation;
        this.untilFirstFailure = untilFirstFailure;
    }

    @Override
    public Batch next() {
        int conversation = random.nextInt(OPEN);
        if (verdicts[conversation] == LENGTH) {
            verdicts[conversation] = 0;
            failures[conversation] = 0;
        }
        boolean kept = !untilFirstFailure || failures[conversation] == 0;
        double chance = chance(rate, correlation, failures[conversation], verdicts[conversation]);
        int failed = random.nextDouble() < chance ? 1 : 0;
        verdicts[conversation]++;
        failures[conversation] += failed;
        return kept ? new Batch(failed, 1) : NOTHING;
    }

    /** Of failing next, for a conversation with so many failures among its verdicts. */
    static double chance(double rate, double correlation, int failures, int verdicts) {
        double weight = correlation / (1 - correlation);
        return (rate + weight * failures) / (1 + weight * verdicts);
    }
}
