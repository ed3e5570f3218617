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
    /** Which verdicts of a conversation count. */
    enum Counting {
        FIRST("first verdict"),
        UNTIL_FAILURE("until the first failure"),
        EVERY("every verdict");

        private final String words;

        Counting(String words) {
            this.words = words;
        }

        private boolean counts(int verdicts, int failures) {
            return switch (this) {
                case FIRST -> verdicts == 0;
                case UNTIL_FAILURE -> failures == 0;
                case EVERY -> true;
            };
        }

        @Override
        public String toString() {
            return words;
        }
    }

    private final SplittableRandom random;
    private final double rate;
    private final double correlation;
    private final Counting counting;
    private final int[] verdicts = new int[OPEN];
    private final int[] failures = new int[OPEN];

    /** Conversations whose verdicts have this intra-class correlation, in [0, 1). */
    Conversations(SplittableRandom random, double rate, double correlation, Counting counting) {
        this.random = random;
        this.rate = rate;
        this.correlation = correlation;
        this.counting = counting;
    }

    @Override
    public Batch next() {
        int conversation = random.nextInt(OPEN);
        if (verdicts[conversation] == LENGTH) {
            verdicts[conversation] = 0;
            failures[conversation] = 0;
        }
        boolean counts = counting.counts(verdicts[conversation], failures[conversation]);
        double chance = chance(rate, correlation, failures[conversation], verdicts[conversation]);
        int failed = random.nextDouble() < chance ? 1 : 0;
        verdicts[conversation]++;
        failures[conversation] += failed;
        return counts ? new Batch(failed, 1) : Batch.NONE;
    }

    /** Of failing next, for a conversation with so many failures among its verdicts. */
    static double chance(double rate, double correlation, int failures, int verdicts) {
        double weight = correlation / (1 - correlation);
        return (rate + weight * failures) / (1 + weight * verdicts);
    }
}
