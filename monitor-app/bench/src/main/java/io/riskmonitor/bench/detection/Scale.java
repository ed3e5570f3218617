package io.riskmonitor.bench.detection;

/**
 * How much is simulated.
 *
 * @param threshold c of the detectors of rates: promised average run length, in panes
 * @param streams of ten times c panes per rate; the other regimes have ten times as many, of half of c
 * @param applications in the regime of many segments
 * @param changes per rate and size of a change
 * @param pairs of a group and its rest, per rate
 * @param baselines of distributions, per window
 */
public record Scale(int threshold, int streams, int applications, int changes, int pairs, int baselines) {

    /** Some minutes. */
    public static final Scale FULL = new Scale(100_000, 40, 20, 1_001, 20_000, 100);

    /** Some seconds; its bounds are wide. */
    public static final Scale QUICK = new Scale(1_000, 20, 1, 201, 1_000, 10);
}
