package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import io.riskmonitor.stats.SmallestDisparity;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Which differences between groups matter.
 *
 * @param maxRatio highest tolerated ratio of failure rates, above 1
 * @param minDifference difference of failure rates that does not matter yet, in [0, 1)
 * @param minTrials of either side; with fewer nothing is said
 * @param minFailures of both sides together; with fewer nothing is said
 */
record Tolerance(double maxRatio, double minDifference, long minTrials, long minFailures) {

    private static final double MAX_RATIO = 1.25;
    private static final long MIN_TRIALS = 100;
    private static final long MIN_FAILURES = 10;
    /** What an outlook supposes: how often the rest fails, and how much larger it is than the group. */
    private static final double EXAMPLE_RATE = 0.02;

    private static final int REST_TIMES = 4;
    private static final long WEEK_HOURS = 168;

    private static final long MOST = 1_000_000_000;

    Tolerance {
        if (!(maxRatio > 1 && minDifference >= 0 && minDifference < 1 && minTrials >= 1 && minFailures >= 1)) {
            throw new IllegalArgumentException("no tolerance: maxRatio " + maxRatio + ", minDifference " + minDifference
                    + ", minTrials " + minTrials + ", minFailures " + minFailures);
        }
    }

    static Tolerance read(Section section) {
        Double maxRatio = section.number("maxRatio", 1, Double.POSITIVE_INFINITY);
        Double minDifference = section.number("minDifference", 0, 1);
        return new Tolerance(
                maxRatio == null ? MAX_RATIO : maxRatio,
                minDifference == null ? 0 : minDifference,
                section.whole("minTrials", 1, MOST, MIN_TRIALS),
                section.whole("minFailures", 1, MOST, MIN_FAILURES));
    }

    /** Whether there is enough to speak of rates. */
    boolean sufficient(Sides seen) {
        return seen.group().trials() >= minTrials
                && seen.rest().trials() >= minTrials
                && seen.failures() >= minFailures;
    }

    /** Whether the group, as it looks, is worse than the rest by more than is tolerated. */
    boolean exceededBy(Sides seen) {
        double group = seen.group().rate();
        double rest = seen.rest().rate();
        return group > maxRatio * rest && group - rest > minDifference;
    }

    /** What is found of a group that compares like this. */
    RuleOutcome outcome(Contrast contrast) {
        if (contrast.breached()) {
            return RuleOutcome.BREACH;
        }
        return sufficient(contrast.recent()) ? RuleOutcome.CLEAR : RuleOutcome.INCONCLUSIVE;
    }

    /** Both rates, for a claim. */
    String shown(Sides seen) {
        return seen.comparable()
                ? String.format(
                        Locale.ROOT,
                        ", %.2f %% against %.2f %%",
                        seen.group().rate() * 100,
                        seen.rest().rate() * 100)
                : "";
    }

    /** What is seen of a group with this traffic. */
    Outlook outlook(double trialsPerHour, double threshold) {
        double trials = trialsPerHour * WEEK_HOURS;
        OptionalDouble smallest = trials < minTrials || threshold <= 1
                ? OptionalDouble.empty()
                : SmallestDisparity.rate(EXAMPLE_RATE, trials, REST_TIMES * trials, threshold);
        double tolerated = Math.max(maxRatio, 1 + minDifference / EXAMPLE_RATE);
        if (tolerated * EXAMPLE_RATE >= 1) {
            return Outlook.blind(String.format(
                    Locale.ROOT,
                    "tolerates every rate of a group while the rest fails at %.0f %%",
                    EXAMPLE_RATE * 100));
        }
        if (smallest.isEmpty()) {
            return Outlook.blind("sees nothing within a week: too little traffic");
        }
        double ratio = Math.max(2, tolerated);
        // evidence grows evenly with the trials
        double needed = StrictMath.log(threshold)
                / SmallestDisparity.evidence(Math.min(ratio * EXAMPLE_RATE, 1), EXAMPLE_RATE, 1, REST_TIMES);
        double hours = Math.ceil(Math.max(minTrials, needed) / trialsPerHour);
        return Outlook.sees(String.format(
                Locale.ROOT,
                "detects more than %.2f times the failure rate of the rest within a week and %.3g times the rate within"
                        + " %.0f h, if the rest fails at %.0f %% and has %d times these verdicts",
                Math.max(tolerated, smallest.getAsDouble() / EXAMPLE_RATE),
                ratio,
                hours,
                EXAMPLE_RATE * 100,
                REST_TIMES));
    }

    /** Why nothing is said of a group; null where something is. */
    @Nullable
    String note(Contrast contrast) {
        Sides seen = contrast.recent();
        return outcome(contrast) != RuleOutcome.INCONCLUSIVE
                ? null
                : "INSUFFICIENT: " + seen.group().trials() + " trials of the group, "
                        + seen.rest().trials() + " of the rest and " + seen.failures() + " failures, but " + minTrials
                        + " of each and " + minFailures + " failures are needed";
    }
}
