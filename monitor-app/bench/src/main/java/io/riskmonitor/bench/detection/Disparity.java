package io.riskmonitor.bench.detection;

import io.riskmonitor.stats.TwoByTwo;
import io.riskmonitor.stats.TwoByTwoMixture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Does a group fail more often than the rest? 300 verdicts of a group and 1,500 of the rest, two and ten to a pane, a
 * look after every pane.
 */
final class Disparity {

    private static final int PANES = 150;
    static final int GROUP = 2;
    static final int REST = 10;
    static final double RATE = 0.02;
    static final double HARMED = 0.08;

    /** Largest share of pairs that may be flagged wrongly. */
    static final double FALSE_FLAGS = 0.01;

    private static final double LOG_C = -Math.log(FALSE_FLAGS);

    private final Scale scale;
    private final Draws draws;

    Disparity(Scale scale, Draws draws) {
        this.scale = scale;
        this.draws = draws;
    }

    /** One test of one pair; remembers what it has seen. */
    private interface Test {
        boolean flags(int groupFailures, int restFailures);
    }

    /**
     * What came out for one test.
     *
     * @param equal flagged although both fail at the rate of the rest
     * @param bothHigh flagged although both fail four times as often
     * @param harmed flagged where only the group does
     */
    record Outcome(String test, Kept equal, Kept bothHigh, Kept harmed) {

        List<Kept> promises() {
            return List.of(equal, bothHigh);
        }
    }

    List<Outcome> all() {
        List<Outcome> all = new ArrayList<>();
        all.add(outcome("2×2 mixture that restarts, gates, c = 15,000: as the rule", true, Disparity::ours));
        all.add(outcome("2×2 mixture", true, Disparity::mixture));
        all.add(outcome("2×2 that learns both rates", true, Disparity::learning));
        all.add(outcome("the test that knows both rates", true, Disparity::knowing));
        all.add(outcome("z test at 95 % at every look", false, Disparity::zTest));
        return all;
    }

    private Outcome outcome(String name, boolean binding, Supplier<Test> test) {
        return new Outcome(
                name,
                flagged(name, RATE, RATE, binding, test),
                flagged(name, HARMED, HARMED, binding, test),
                flagged(name, HARMED, RATE, false, test));
    }

    private Kept flagged(String name, double group, double rest, boolean binding, Supplier<Test> test) {
        String purpose = "disparity, " + group + " and " + rest;
        long flagged = IntStream.range(0, scale.pairs())
                .parallel()
                .filter(run -> {
                    var random = draws.of(purpose, run);
                    Test fresh = test.get();
                    boolean flag = false;
                    for (int pane = 0; pane < PANES && !flag; pane++) {
                        flag = fresh.flags(Draws.failures(random, GROUP, group), Draws.failures(random, REST, rest));
                    }
                    return flag;
                })
                .count();
        return new Kept(name, scale.pairs(), FALSE_FLAGS * scale.pairs(), flagged, binding);
    }

    /**
     * Restarts, so that a change is found at any time; c is such that in 150 panes a false alarm has a chance of at most
     * 1%, too. Before the rule speaks, a difference must be tellable and matter.
     */
    private static Test ours() {
        TwoByTwoMixture mixture = new TwoByTwoMixture(10_000);
        double[] state = mixture.start();
        int[] seen = new int[3];
        return (group, rest) -> {
            mixture.update(state, group, GROUP, rest, REST, 1);
            seen[0]++;
            seen[1] += group;
            seen[2] += rest;
            boolean sufficient = seen[0] * GROUP >= 100 && seen[1] + seen[2] >= 10;
            boolean matters = seen[1] * REST > 1.25 * seen[2] * GROUP;
            return sufficient && matters && mixture.logStatistic(state) >= LOG_C + Math.log(PANES);
        };
    }

    private static Test mixture() {
        TwoByTwoMixture mixture = new TwoByTwoMixture(10_000);
        double[] state = mixture.startOnce();
        return (group, rest) -> {
            mixture.update(state, group, GROUP, rest, REST, 0);
            return mixture.logStatistic(state) >= LOG_C;
        };
    }

    private static Test learning() {
        TwoByTwo twoByTwo = new TwoByTwo();
        double[] state = twoByTwo.start();
        return (group, rest) -> {
            twoByTwo.update(state, group, GROUP, rest, REST);
            return twoByTwo.logE(state) >= LOG_C;
        };
    }

    /** The same evidence, with the rates that it will meet. */
    private static Test knowing() {
        double common = (GROUP * HARMED + REST * RATE) / (GROUP + REST);
        double[] logE = new double[1];
        return (group, rest) -> {
            logE[0] += gain(HARMED, common, group, GROUP) + gain(RATE, common, rest, REST);
            return logE[0] >= LOG_C;
        };
    }

    private static double gain(double rate, double common, int failures, int trials) {
        return failures * Math.log(rate / common) + (trials - failures) * (Math.log1p(-rate) - Math.log1p(-common));
    }

    /** What one does without thinking of the looks before. */
    private static Test zTest() {
        int[] seen = new int[3];
        return (group, rest) -> {
            seen[0]++;
            seen[1] += group;
            seen[2] += rest;
            double ofGroup = seen[0] * GROUP;
            double ofRest = seen[0] * REST;
            double common = (seen[1] + seen[2]) / (ofGroup + ofRest);
            double error = Math.sqrt(common * (1 - common) * (1 / ofGroup + 1 / ofRest));
            return Math.abs(seen[1] / ofGroup - seen[2] / ofRest) > 1.96 * error;
        };
    }
}
