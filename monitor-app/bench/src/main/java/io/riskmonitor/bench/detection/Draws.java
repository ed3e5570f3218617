package io.riskmonitor.bench.detection;

import java.util.SplittableRandom;

/**
 * Random numbers that depend on what they are for and on nothing else, so that runs may share the cores in any order.
 *
 * @param seed other numbers for another one
 */
record Draws(long seed) {

    /** For one of many runs. */
    SplittableRandom of(String purpose, int run) {
        long start = new SplittableRandom(seed * 31 + purpose.hashCode()).nextLong();
        return new SplittableRandom(start + run);
    }

    /** Failures among independent verdicts. */
    static int failures(SplittableRandom random, int trials, double rate) {
        int failures = 0;
        for (int trial = 0; trial < trials; trial++) {
            failures += random.nextDouble() < rate ? 1 : 0;
        }
        return failures;
    }
}
