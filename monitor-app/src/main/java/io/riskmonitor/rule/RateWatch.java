package io.riskmonitor.rule;

import io.riskmonitor.pane.CellHistory.Kept;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.stats.BernoulliCusum;
import io.riskmonitor.stats.ShiryaevRobertsMixture;
import io.riskmonitor.stats.SmallestDetectable;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Is a failure rate credibly above p0, and since when? Looks for a rise above p0; once that is found it is in breach and
 * looks for a fall below 1.25 times p0, the smallest rise that it looks for. Panes without trials say nothing and are not
 * counted.
 *
 * <p>Of an {@link #improvement} all of that is the mirror image: a fall below p0, until a rise above 0.8 times p0.
 *
 * <p>Not thread-safe.
 */
final class RateWatch implements Watch {

    /**
     * Average number of panes between two wrong all-clears while the rate stands at 1.25 times p0; at a higher rate they
     * are far rarer.
     */
    private static final double CLEAR_THRESHOLD = 1_000;

    private static final int HOURS_A_DAY = 24;

    private final double p0;
    private final boolean improvement;
    private double[] detector;
    private boolean breached;
    private double cusum;
    private long since;
    private long trials;
    private long failures;

    // in breach: what the detector that found it said then
    private double foundStatistic;
    private double foundThreshold;

    /** Looks for a rise above {@code p0}, in (0, 0.995). */
    RateWatch(double p0, Instant at) {
        this(p0, false, Detectors.of(p0, false).away().start(), at.toEpochMilli());
    }

    private RateWatch(double p0, boolean improvement, double[] detector, long since) {
        this.p0 = p0;
        this.improvement = improvement;
        this.detector = detector;
        this.since = since;
    }

    /** Looks for a fall below {@code p0}, in (0, 1). */
    static RateWatch improvement(double p0, Instant at) {
        return new RateWatch(p0, true, Detectors.of(p0, true).away().start(), at.toEpochMilli());
    }

    static RateWatch read(StateInput in) {
        RateWatch watch = new RateWatch(in.number(), in.flag(), in.numbers(), in.whole());
        watch.breached = in.flag();
        watch.cusum = in.number();
        watch.trials = in.whole();
        watch.failures = in.whole();
        watch.foundStatistic = in.number();
        watch.foundThreshold = in.number();
        return watch;
    }

    @Override
    public void write(StateOutput out) {
        out.number(p0);
        out.flag(improvement);
        out.numbers(detector);
        out.whole(since);
        out.flag(breached);
        out.number(cusum);
        out.whole(trials);
        out.whole(failures);
        out.number(foundStatistic);
        out.number(foundThreshold);
    }

    /**
     * What a detector says after a pane.
     *
     * @param logStatistic natural logarithm, for the statistic itself outgrows a double; in breach that of when it was found,
     *     for what is looked for then is the end
     * @param turned whether it found what it looked for; from then on the opposite is looked for
     * @param since when that began, by estimate
     * @param trials since then
     * @param failures since then
     */
    record Step(double logStatistic, double logThreshold, boolean turned, Instant since, long trials, long failures) {}

    /**
     * Takes in what a pane has.
     *
     * @param kept what a rise is looked for in
     * @param all what its end is looked for in: of the trials up to the first failure of their conversation too few fail
     * @param threshold average run length of the detector of a rise, in panes with trials
     */
    Step step(Kept kept, Counts all, double threshold, RuleContext context) {
        Detectors detectors = Detectors.of(p0, improvement);
        // a correction may take back what was counted in another cell, so a pane may seem to have fewer than no
        // failures
        long allTrials = Math.max(0, all.trials());
        Step step = breached
                ? step(
                        detectors.back(),
                        detectors.backStart(),
                        Math.max(0, Math.min(all.failures(), allTrials)),
                        allTrials,
                        CLEAR_THRESHOLD,
                        context.paneStart())
                : step(
                        detectors.away(),
                        detectors.awayStart(),
                        kept.failures(),
                        kept.trials(),
                        threshold,
                        context.paneStart());
        if (step.turned() && !breached) {
            foundStatistic = step.logStatistic();
            foundThreshold = step.logThreshold();
        }
        Step shown = breached && !step.turned()
                ? new Step(foundStatistic, foundThreshold, step.turned(), step.since(), step.trials(), step.failures())
                : step;
        if (step.turned()) {
            breached = !breached;
            detector = (breached ? detectors.back() : detectors.away()).start();
            startOver(context.paneEnd());
        }
        return shown;
    }

    private Step step(
            ShiryaevRobertsMixture looksFor,
            BernoulliCusum start,
            long moreFailures,
            long moreTrials,
            double threshold,
            Instant paneStart) {
        if (moreTrials > 0) {
            if (BernoulliCusum.startsOver(cusum)) {
                startOver(paneStart);
            }
            cusum = start.next(cusum, moreFailures, moreTrials);
            trials += moreTrials;
            failures += moreFailures;
            looksFor.update(detector, moreFailures, moreTrials, 1);
        }
        double logStatistic = looksFor.logStatistic(detector);
        double logThreshold = StrictMath.log(threshold);
        boolean turned = moreTrials > 0 && logStatistic >= logThreshold;
        return new Step(logStatistic, logThreshold, turned, Instant.ofEpochMilli(since), trials, failures);
    }

    /**
     * What can be seen above p0.
     *
     * @param trialsPerHour trials that feed the detector in an hour
     */
    static Outlook outlook(double p0, double trialsPerHour, double threshold) {
        double[] hours = {1, HOURS_A_DAY, 30 * HOURS_A_DAY};
        String[] names = {"an hour", "a day", "30 days"};
        StringBuilder sees = new StringBuilder();
        boolean seen = false;
        for (int i = 0; i < hours.length; i++) {
            OptionalDouble smallest = SmallestDetectable.rate(p0, (long) (trialsPerHour * hours[i]), threshold);
            if (smallest.isPresent()) {
                seen = true;
                sees.append(sees.isEmpty() ? "a rate of " : ", of ")
                        .append(String.format(
                                Locale.ROOT, "%.2f %% within %s", smallest.getAsDouble() * 100, names[i]));
            }
        }
        double twice = Math.min(2 * p0, (1 + p0) / 2);
        sees.append(String.format(
                Locale.ROOT,
                "; one of %.2f %% in about %s",
                twice * 100,
                Outlook.hours(SmallestDetectable.trials(p0, twice, threshold) / trialsPerHour)));
        String above = String.format(Locale.ROOT, "above %.2f %%: ", p0 * 100);
        return !seen
                ? Outlook.blind(above + "too little traffic, not even failure of everything would show in 30 days")
                : Outlook.sees(above + sees);
    }

    private void startOver(Instant at) {
        cusum = 0;
        since = at.toEpochMilli();
        trials = 0;
        failures = 0;
    }

    double p0() {
        return p0;
    }

    /** Whether what it looks for was found, and its end was not. */
    boolean breached() {
        return breached;
    }

    /** The detectors of one p0, away from it and back; shared, for they hold no state. */
    private record Detectors(
            ShiryaevRobertsMixture away,
            BernoulliCusum awayStart,
            ShiryaevRobertsMixture back,
            BernoulliCusum backStart) {

        /** Beyond that many, for instance of learned baselines, they are made anew. */
        private static final int MAX_KEPT = 10_000;

        private static final Map<Key, Detectors> KEPT = new ConcurrentHashMap<>();

        private record Key(double p0, boolean improvement) {}

        static Detectors of(double p0, boolean improvement) {
            if (KEPT.size() > MAX_KEPT) {
                KEPT.clear();
            }
            return KEPT.computeIfAbsent(
                    new Key(p0, improvement), key -> improvement ? ofImprovement(p0) : ofDecline(p0));
        }

        private static Detectors ofDecline(double p0) {
            double smallestRise = Math.min(1.25 * p0, (1 + p0) / 2);
            return new Detectors(
                    ShiryaevRobertsMixture.rise(p0),
                    BernoulliCusum.rise(p0),
                    ShiryaevRobertsMixture.fall(smallestRise),
                    BernoulliCusum.fall(smallestRise));
        }

        private static Detectors ofImprovement(double p0) {
            double smallestFall = 0.8 * p0;
            return new Detectors(
                    ShiryaevRobertsMixture.fall(p0),
                    BernoulliCusum.fall(p0),
                    ShiryaevRobertsMixture.rise(smallestFall),
                    BernoulliCusum.rise(smallestFall));
        }
    }
}
