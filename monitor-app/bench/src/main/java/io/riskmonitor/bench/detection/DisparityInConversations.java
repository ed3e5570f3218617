package io.riskmonitor.bench.detection;

import io.riskmonitor.bench.detection.Conversations.Counting;
import io.riskmonitor.stats.TwoByTwoMixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The same as {@link Disparity} where verdicts come in conversations, for the detector of the rule without its gates. As
 * there, two verdicts of a group and ten of the rest to a pane; it looks whenever it has some of both.
 */
final class DisparityInConversations {

    private final Scale scale;
    private final Draws draws;
    private final double threshold;
    private final double logThreshold;

    DisparityInConversations(Scale scale, Draws draws) {
        this.scale = scale;
        this.draws = draws;
        this.threshold = scale.threshold() / 10.0;
        this.logThreshold = Math.log(threshold);
    }

    /** Correlation within the conversations of each side. */
    private record Correlations(double group, double rest) {

        static final List<Correlations> ALL = List.of(
                new Correlations(0, 0),
                new Correlations(0.02, 0.02),
                new Correlations(0.1, 0.1),
                new Correlations(0.3, 0.3),
                new Correlations(0, 0.3));

        @Override
        public String toString() {
            return group == rest
                    ? String.format(Locale.ROOT, "ρ = %.2f", group)
                    : String.format(Locale.ROOT, "ρ = %.2f in the group, %.2f in the rest", group, rest);
        }
    }

    /**
     * What came out for one way to count.
     *
     * @param equal alarms although both fail at the same rate; promised for first verdicts alone
     * @param verdicts of the group until an alarm where it fails four times as often, counted or not; median
     */
    record Outcome(Kept equal, long verdicts) {}

    List<Outcome> all() {
        List<Outcome> all = new ArrayList<>();
        for (Counting counting : Counting.values()) {
            for (Correlations correlations : Correlations.ALL) {
                all.add(new Outcome(equal(counting, correlations), delay(counting, correlations)));
            }
        }
        return all;
    }

    private Kept equal(Counting counting, Correlations correlations) {
        String name = correlations + ", " + counting;
        int looks = (int) (10 * threshold);
        int runs = scale.streams();
        long alarms = IntStream.range(0, runs)
                .parallel()
                .mapToLong(run -> {
                    Pair pair = new Pair(draws.of("equal, " + name, run), Disparity.RATE, counting, correlations);
                    return IntStream.range(0, looks)
                            .filter(look -> pair.alarms())
                            .count();
                })
                .sum();
        long all = (long) runs * looks;
        return new Kept(name, all, all / threshold, alarms, counting == Counting.FIRST);
    }

    private long delay(Counting counting, Correlations correlations) {
        String purpose = "harmed, " + correlations + ", " + counting;
        long[] verdicts = IntStream.range(0, scale.changes())
                .parallel()
                .mapToLong(run -> {
                    Pair pair = new Pair(draws.of(purpose, run), Disparity.HARMED, counting, correlations);
                    while (!pair.alarms()) {
                        // one look after the other
                    }
                    return pair.verdictsOfGroup;
                })
                .toArray();
        Arrays.sort(verdicts);
        return verdicts[verdicts.length / 2];
    }

    /** A group, its rest, and the detector. */
    private final class Pair {
        private final Conversations group;
        private final Conversations rest;
        private final TwoByTwoMixture mixture = new TwoByTwoMixture(10_000);
        private final double[] state = mixture.start();
        private long verdictsOfGroup;

        Pair(SplittableRandom random, double rate, Counting counting, Correlations correlations) {
            group = new Conversations(random.split(), rate, correlations.group(), counting);
            rest = new Conversations(random.split(), Disparity.RATE, correlations.rest(), counting);
        }

        /** Takes in panes until both sides have something, and looks. */
        boolean alarms() {
            Traffic.Batch ours = Traffic.Batch.NONE;
            Traffic.Batch theirs = Traffic.Batch.NONE;
            while (ours.trials() == 0 || theirs.trials() == 0) {
                ours = ours.plus(pane(group, Disparity.GROUP));
                theirs = theirs.plus(pane(rest, Disparity.REST));
                verdictsOfGroup += Disparity.GROUP;
            }
            mixture.update(state, ours.failures(), ours.trials(), theirs.failures(), theirs.trials(), 1);
            if (mixture.logStatistic(state) < logThreshold) {
                return false;
            }
            mixture.reset(state);
            return true;
        }
    }

    private static Traffic.Batch pane(Conversations side, int verdicts) {
        Traffic.Batch pane = Traffic.Batch.NONE;
        for (int i = 0; i < verdicts; i++) {
            pane = pane.plus(side.next());
        }
        return pane;
    }
}
