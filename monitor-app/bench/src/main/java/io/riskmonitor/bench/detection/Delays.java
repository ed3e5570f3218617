package io.riskmonitor.bench.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * How long a change is not seen, in verdicts: ours, and others that were tuned until they had as many false alarms as
 * ours was measured to have.
 */
final class Delays {

    private static final double[] FACTORS = {1.5, 2, 4};

    private static final int[] WINDOWS = {200, 1_000, 5_000};

    /** Verdicts before a change: a hundred failures, but so many at least, for the longest window, and at most. */
    private static final int SHORTEST_PAST = 5_000;

    private static final int LONGEST_PAST = 20_000;

    /** Halvings of a threshold's range. */
    private static final int STEPS = 10;

    private final Scale scale;
    private final Draws draws;

    Delays(Scale scale, Draws draws) {
        this.scale = scale;
        this.draws = draws;
    }

    /** Delays of one detector; those that were not over at {@code cap} are that. */
    record Spread(long median, long p95, long cap) {

        static Spread of(long[] delays, long cap) {
            long[] sorted = delays.clone();
            Arrays.sort(sorted);
            return new Spread(sorted[sorted.length / 2], sorted[(int) (0.95 * sorted.length)], cap);
        }
    }

    /** One detector of the field. */
    record Named(String name, Spread spread) {}

    /**
     * One change.
     *
     * @param falseAlarms verdicts per false alarm of each detector
     */
    record Change(double p0, double factor, double falseAlarms, Spread ours, Spread knowing, List<Named> others) {

        double ratio() {
            return (double) ours.median() / knowing.median();
        }
    }

    /**
     * All changes.
     *
     * @param steady false alarms of ours by rate
     */
    List<Change> all(SortedMap<Double, Kept> steady) {
        List<Change> all = new ArrayList<>();
        steady.forEach((p0, kept) -> all.addAll(changes(p0, (double) kept.panes() / Math.max(1, kept.alarms()))));
        return all;
    }

    private List<Change> changes(double p0, double runLength) {
        double[] factors =
                Arrays.stream(FACTORS).filter(factor -> factor * p0 < 1).toArray();
        long[] caps = new long[factors.length];
        Arrays.fill(caps, Long.MAX_VALUE);
        Spread[] ours = spreads(new Mixture(p0, scale.threshold()), p0, factors, caps);
        for (int i = 0; i < factors.length; i++) {
            caps[i] = 20 * ours[i].median();
        }
        List<String> names = new ArrayList<>();
        List<Spread[]> spreads = new ArrayList<>();
        for (int window : WINDOWS) {
            names.add("≥ k of " + window);
            double expected = p0 * window;
            double highest = expected + 10 * Math.sqrt(expected) + 10;
            spreads.add(spreads(
                    roughly(k -> new RollingThreshold(window, Math.ceil(k)), p0, runLength, expected, highest),
                    p0,
                    factors,
                    caps));
        }
        names.add("ADWIN");
        spreads.add(spreads(roughly(Adwin::new, p0, runLength, -2, 14), p0, factors, caps));
        names.add("Page–Hinkley");
        spreads.add(spreads(roughly(h -> new PageHinkley(p0 / 4, h), p0, runLength, 0, 40), p0, factors, caps));

        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < factors.length; i++) {
            double after = factors[i] * p0;
            Detector knowing = tuned(h -> new KnowingCusum(p0, after, h), p0, runLength, 0, Math.log(runLength));
            Spread best = spreads(knowing, p0, new double[] {factors[i]}, new long[] {caps[i]})[0];
            List<Named> others = new ArrayList<>();
            for (int other = 0; other < names.size(); other++) {
                others.add(new Named(names.get(other), spreads.get(other)[i]));
            }
            changes.add(new Change(p0, factors[i], runLength, ours[i], best, others));
        }
        return changes;
    }

    /** Verdicts per alarm while nothing changes. */
    private double runLength(Supplier<Detector> start, double p0, int streams) {
        int verdicts = 10 * scale.threshold();
        long alarms = IntStream.range(0, streams)
                .parallel()
                .mapToLong(run -> alarms(start.get(), draws.of("tuning, p = " + Percent.of(p0), run), p0, verdicts))
                .sum();
        return (double) verdicts * streams / Math.max(1, alarms);
    }

    private static long alarms(Detector detector, SplittableRandom random, double rate, int verdicts) {
        long alarms = 0;
        for (int verdict = 0; verdict < verdicts; verdict++) {
            alarms += detector.alarms(random.nextDouble() < rate) ? 1 : 0;
        }
        return alarms;
    }

    /** The detector with the lowest threshold that has no more false alarms than wanted. */
    private Detector tuned(DoubleFunction<Detector> byThreshold, double p0, double wanted, double low, double high) {
        return tuned(byThreshold, p0, wanted, low, high, scale.streams());
    }

    private Detector roughly(DoubleFunction<Detector> byThreshold, double p0, double wanted, double low, double high) {
        return tuned(byThreshold, p0, wanted, low, high, scale.streams() / 4);
    }

    private Detector tuned(
            DoubleFunction<Detector> byThreshold, double p0, double wanted, double low, double high, int streams) {
        double tooLow = low;
        double enough = high;
        for (int step = 0; step < STEPS; step++) {
            double middle = (tooLow + enough) / 2;
            if (runLength(() -> byThreshold.apply(middle), p0, streams) < wanted) {
                tooLow = middle;
            } else {
                enough = middle;
            }
        }
        return byThreshold.apply(enough);
    }

    /** Delays by factor; every detector sees the same verdicts. */
    private Spread[] spreads(Detector fresh, double p0, double[] factors, long[] caps) {
        long[][] delays = IntStream.range(0, scale.changes())
                .parallel()
                .mapToObj(run -> delays(fresh, p0, factors, caps, run))
                .toArray(long[][]::new);
        Spread[] spreads = new Spread[factors.length];
        for (int i = 0; i < factors.length; i++) {
            int factor = i;
            spreads[i] = Spread.of(
                    Arrays.stream(delays).mapToLong(run -> run[factor]).toArray(), caps[i]);
        }
        return spreads;
    }

    private static int past(double p0) {
        return (int) Math.max(SHORTEST_PAST, Math.min(LONGEST_PAST, 100 / p0));
    }

    private long[] delays(Detector fresh, double p0, double[] factors, long[] caps, int run) {
        Detector before = fresh.copy();
        alarms(before, draws.of("before", run), p0, past(p0));
        long[] delays = new long[factors.length];
        for (int i = 0; i < factors.length; i++) {
            Detector detector = before.copy();
            SplittableRandom random = draws.of("after", run);
            boolean seen = false;
            while (!seen && delays[i] < caps[i]) {
                seen = detector.alarms(random.nextDouble() < factors[i] * p0);
                delays[i]++;
            }
        }
        return delays;
    }
}
