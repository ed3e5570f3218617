package io.riskmonitor.bench.detection;

import io.riskmonitor.stats.JeffreysInterval;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The traffic changes, the application does not: questions of two kinds, failing in 1% and in 8% of the cases, come nine
 * to one and then four to six. Every kind is watched with a baseline of its own, and so is all traffic.
 */
final class MixShift {

    private static final double[] RATES = {0.01, 0.08};
    private static final double HARD_BEFORE = 0.1;
    private static final double HARD_AFTER = 0.6;
    private static final int LEARNED = 20_000;

    private final Scale scale;
    private final Draws draws;

    MixShift(Scale scale, Draws draws) {
        this.scale = scale;
        this.draws = draws;
    }

    /**
     * What came out.
     *
     * @param runs in which the mix changed
     * @param overall runs in which all traffic, which does fail more often, alarmed
     */
    record Outcome(Kept strata, int runs, long overall) {}

    Outcome run() {
        String name = "strata after a shift of the mix";
        int runs = 10 * scale.streams();
        int verdicts = scale.threshold() / 2;
        long[][] alarms = IntStream.range(0, runs)
                .parallel()
                .mapToObj(run -> alarms(draws.of(name, run), verdicts))
                .toArray(long[][]::new);
        long ofStrata = 0;
        long overall = 0;
        for (long[] run : alarms) {
            ofStrata += run[0];
            overall += Math.min(1, run[1]);
        }
        long panes = (long) runs * verdicts;
        return new Outcome(new Kept(name, panes, (double) panes / scale.threshold(), ofStrata, true), runs, overall);
    }

    /** Alarms in the strata, and of all traffic. */
    private long[] alarms(SplittableRandom random, int verdicts) {
        long[] trials = new long[RATES.length];
        long[] failures = new long[RATES.length];
        for (int i = 0; i < LEARNED; i++) {
            int kind = kind(random, HARD_BEFORE);
            trials[kind]++;
            failures[kind] += random.nextDouble() < RATES[kind] ? 1 : 0;
        }
        Mixture[] strata = new Mixture[RATES.length];
        for (int kind = 0; kind < RATES.length; kind++) {
            strata[kind] = watching(failures[kind], trials[kind]);
        }
        Mixture all = watching(failures[0] + failures[1], LEARNED);
        long[] alarms = new long[2];
        for (int i = 0; i < verdicts; i++) {
            int kind = kind(random, HARD_AFTER);
            boolean failed = random.nextDouble() < RATES[kind];
            alarms[0] += strata[kind].alarms(failed) ? 1 : 0;
            alarms[1] += all.alarms(failed) ? 1 : 0;
        }
        return alarms;
    }

    private static int kind(SplittableRandom random, double hard) {
        return random.nextDouble() < hard ? 1 : 0;
    }

    private Mixture watching(long failures, long trials) {
        return new Mixture(JeffreysInterval.upper(failures, trials, 0.975), scale.threshold());
    }
}
