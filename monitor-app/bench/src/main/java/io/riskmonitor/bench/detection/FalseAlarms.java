package io.riskmonitor.bench.detection;

import io.riskmonitor.bench.detection.Conversations.Counting;
import io.riskmonitor.policy.FalseAlarmBudget;
import io.riskmonitor.stats.JeffreysInterval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** How often the detector of failure rates alarms while nothing has changed, against what it promises. */
final class FalseAlarms {

    private static final double[] RATES = {0.001, 0.01, 0.02, 0.05, 0.1, 0.3};

    private static final double RATE = 0.02;

    /** As the rule demands of a baseline. */
    private static final int FEWEST_FAILURES = 5;

    private static final int SEGMENTS = 500;
    private static final double VERDICTS_PER_PANE = 1_000;
    private static final Duration PANE = Duration.ofMinutes(15);
    private static final Duration QUARTER = Duration.ofDays(90);

    private final Scale scale;
    private final Draws draws;

    FalseAlarms(Scale scale, Draws draws) {
        this.scale = scale;
        this.draws = draws;
    }

    /** A stream, and the rate above which it would be wrong. */
    private record Watched(Traffic traffic, double p0) {}

    /** With one rate all the time, by rate. In long streams, so that the alarms per pane are those of the long run. */
    SortedMap<Double, Kept> steady() {
        SortedMap<Double, Kept> steady = new TreeMap<>();
        for (double rate : RATES) {
            steady.put(
                    rate,
                    count(
                            "steady, p = " + Percent.of(rate),
                            scale.streams(),
                            10 * scale.threshold(),
                            true,
                            random -> new Watched(Traffic.steady(random, rate), rate)));
        }
        return steady;
    }

    /** With everything that might break the promise. */
    List<Kept> others() {
        List<Kept> all = new ArrayList<>();
        for (int trials : new int[] {500, 2_000, 10_000}) {
            all.add(regime(
                    text("baseline learned from %,d verdicts", trials),
                    true,
                    random -> new Watched(Traffic.steady(random, RATE), learned(random, trials, RATE))));
        }
        for (double correlation : new double[] {0, 0.02, 0.1}) {
            all.add(conversations(correlation, Counting.UNTIL_FAILURE));
        }
        for (double correlation : new double[] {0.02, 0.1}) {
            all.add(conversations(correlation, Counting.EVERY));
        }
        for (double dispersion : new double[] {1, 5, 15}) {
            all.add(regime(
                    text("bursts, index of dispersion %.0f", dispersion),
                    true,
                    random -> new Watched(Traffic.bursts(random, RATE, 3, dispersion), RATE)));
        }
        all.addAll(segments());
        return all;
    }

    private Kept conversations(double correlation, Counting counting) {
        return regime(
                text("conversations, ρ = %.2f, %s", correlation, counting),
                counting == Counting.UNTIL_FAILURE,
                random -> new Watched(new Conversations(random, RATE, correlation, counting), RATE));
    }

    /** p₀ as it is learned. With too few failures the baseline is prolonged, for the rule would wait. */
    static double learned(SplittableRandom random, int trials, double rate) {
        long failures = 0;
        long all = 0;
        while (failures < FEWEST_FAILURES) {
            failures += Draws.failures(random, trials, rate);
            all += trials;
        }
        return JeffreysInterval.upper(failures, all, 0.975);
    }

    private Kept regime(String name, boolean binding, Function<SplittableRandom, Watched> start) {
        return count(name, 10 * scale.streams(), scale.threshold() / 2, binding, start);
    }

    private Kept count(String name, int runs, int panes, boolean binding, Function<SplittableRandom, Watched> start) {
        long alarms = IntStream.range(0, runs)
                .parallel()
                .mapToLong(run -> alarms(start.apply(draws.of(name, run)), panes))
                .sum();
        long all = (long) runs * panes;
        return new Kept(name, all, (double) all / scale.threshold(), alarms, binding);
    }

    /** Panes without verdicts are none. */
    private long alarms(Watched watched, int panes) {
        Mixture detector = new Mixture(watched.p0(), scale.threshold());
        long alarms = 0;
        for (int pane = 0; pane < panes; ) {
            Traffic.Batch batch = watched.traffic().next();
            if (batch.trials() > 0) {
                alarms += detector.alarms(batch.failures(), batch.trials()) ? 1 : 0;
                pane++;
            }
        }
        return alarms;
    }

    /**
     * A quarter of applications with the default budget: all traffic and its segments, the largest with 147 verdicts a
     * pane and the smallest with 0.3, all of them at the ceiling.
     */
    private List<Kept> segments() {
        String name = text("%d segments, 90 days each", SEGMENTS);
        FalseAlarmBudget budget = FalseAlarmBudget.DEFAULT;
        double parent = budget.parentThreshold(PANE, 1, true);
        double child = budget.childThreshold(PANE, 1, SEGMENTS);
        int panes = (int) QUARTER.dividedBy(PANE);
        long[][] alarms = IntStream.range(0, scale.applications())
                .parallel()
                .mapToObj(run -> quarter(draws.of(name, run), parent, child, panes))
                .toArray(long[][]::new);
        long all = (long) scale.applications() * panes;
        long ofParents = 0;
        long ofChildren = 0;
        for (long[] application : alarms) {
            ofParents += application[0];
            ofChildren += application[1];
        }
        return List.of(
                new Kept("all traffic of " + name, all, all / parent, ofParents, true),
                new Kept(name, all * SEGMENTS, all * SEGMENTS / child, ofChildren, true));
    }

    /** Alarms of all traffic, and of all segments. */
    private static long[] quarter(SplittableRandom random, double parent, double child, int panes) {
        double weights = IntStream.rangeClosed(1, SEGMENTS)
                .mapToDouble(rank -> 1.0 / rank)
                .sum();
        Traffic[] traffic = new Traffic[SEGMENTS];
        Mixture[] detectors = new Mixture[SEGMENTS];
        for (int segment = 0; segment < SEGMENTS; segment++) {
            double mean = VERDICTS_PER_PANE / weights / (segment + 1);
            traffic[segment] = Traffic.bursts(random, RATE, mean, 1);
            detectors[segment] = new Mixture(RATE, child);
        }
        Mixture all = new Mixture(RATE, parent);
        long[] alarms = new long[2];
        for (int pane = 0; pane < panes; pane++) {
            int failures = 0;
            int trials = 0;
            for (int segment = 0; segment < SEGMENTS; segment++) {
                Traffic.Batch batch = traffic[segment].next();
                failures += batch.failures();
                trials += batch.trials();
                alarms[1] += detectors[segment].alarms(batch.failures(), batch.trials()) ? 1 : 0;
            }
            alarms[0] += all.alarms(failures, trials) ? 1 : 0;
        }
        return alarms;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
