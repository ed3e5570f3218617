package io.riskmonitor.stats;

import java.util.SplittableRandom;

/** Verdicts that fail independently at a known rate. Seeded, so that every run of a test sees the same ones. */
final class SimulatedTraffic {

    private final SplittableRandom random;

    SimulatedTraffic(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Verdicts of one pane: none in a third of the panes, a few in most others, a burst now and then. */
    int trials() {
        int kind = random.nextInt(30);
        return kind < 10 ? 0 : kind < 29 ? 1 + random.nextInt(6) : 40;
    }

    int failures(int trials, double rate) {
        int failures = 0;
        for (int trial = 0; trial < trials; trial++) {
            if (random.nextDouble() < rate) {
                failures++;
            }
        }
        return failures;
    }
}
