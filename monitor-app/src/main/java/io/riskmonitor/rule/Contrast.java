package io.riskmonitor.rule;

import io.riskmonitor.rule.Sides.Side;
import io.riskmonitor.stats.NewcombeInterval;
import io.riskmonitor.stats.SmallestDisparity;
import io.riskmonitor.stats.TwoByTwoMixture;
import io.riskmonitor.stats.WalterRatio;
import io.riskmonitor.stats.WilsonInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * Is a group credibly worse than the rest, and since when? Takes one batch after the other that has both sides; the
 * detectors read the first trials of conversations only, all else is about all trials.
 *
 * <p>A restarting 2×2 e-detector finds the difference. The same without restarts, begun anew whenever its evidence is
 * gone, dates it: the rates since then must differ by more than is tolerated. A breach is then looked at in stretches,
 * each as long as it takes to tell the harm from none, and ends with the first one in which the difference is tolerable.
 *
 * <p>Not thread-safe.
 */
final class Contrast {

    /** Trials of the rest after which one counts half in the estimate of its rate. */
    private static final TwoByTwoMixture MIXTURE = new TwoByTwoMixture(10_000);

    /** What is shown reaches back at least so far, and at most twice, or as far as enough trials take. */
    private static final Duration RECENTLY = Duration.ofDays(1);

    /** The range of harm that the detector looks for; beyond it a stretch would be too long, or too short to tell. */
    private static final double LEAST_HARM = 1.5;

    private static final double MOST_HARM = 5;

    private final double[] worse;
    private final double[] dated;
    private final double[] today;
    private double logStatistic = Double.NEGATIVE_INFINITY;

    /** Not in breach: what was seen since the group may have become worse. In breach: the stretch. */
    private Sides since;

    private Sides earlier;
    private Sides latest;

    /** The ratio that was found, in breach; otherwise 0. */
    private double harm;

    Contrast(Instant start) {
        this(MIXTURE.start(), MIXTURE.startOnce(), MIXTURE.startOnce(), Sides.none(start));
    }

    private Contrast(double[] worse, double[] dated, double[] today, Sides since) {
        this.worse = worse;
        this.dated = dated;
        this.today = today;
        this.since = since;
        this.earlier = Sides.none(since.start());
        this.latest = earlier;
    }

    static Contrast read(StateInput in) {
        Contrast contrast = new Contrast(in.numbers(), in.numbers(), in.numbers(), Sides.read(in));
        contrast.earlier = Sides.read(in);
        contrast.latest = Sides.read(in);
        contrast.logStatistic = in.number();
        contrast.harm = in.number();
        return contrast;
    }

    void write(StateOutput out) {
        out.numbers(worse);
        out.numbers(dated);
        out.numbers(today);
        since.write(out);
        earlier.write(out);
        latest.write(out);
        out.number(logStatistic);
        out.number(harm);
    }

    /** Learns the rate of the rest before the first batch. */
    void learn(Side rest) {
        Sides oneSided = new Sides(since.start(), Side.NONE, rest);
        update(worse, oneSided, 1);
        MIXTURE.reset(worse);
        update(dated, oneSided, 0);
        update(today, oneSided, 0);
    }

    /** Takes in a batch. Which trials are in it must not depend on whether they failed. */
    void take(Sides batch) {
        update(worse, batch, 1);
        update(today, batch, 0);
        if (MIXTURE.logStatistic(dated) <= 0 && !breached()) {
            MIXTURE.resetOnce(dated);
            since = Sides.none(batch.start());
        }
        update(dated, batch, 0);
        if (breached()) {
            // they only learn the rate of the rest
            MIXTURE.reset(worse);
            MIXTURE.resetOnce(dated);
        } else {
            logStatistic = MIXTURE.logStatistic(worse);
        }
        since = since.plus(batch);
        latest = latest.plus(batch);
    }

    private static void update(double[] state, Sides batch, long panes) {
        MIXTURE.update(
                state,
                batch.group().firstFailures(),
                batch.group().firsts(),
                batch.rest().firstFailures(),
                batch.rest().firsts(),
                panes);
    }

    /**
     * Decides whether the group is in breach.
     *
     * @param explained whether a difference since some time is of no concern
     */
    void settle(double logThreshold, Tolerance tolerance, Instant now, Predicate<Instant> explained) {
        if (breached()) {
            if (tells(tolerance)) {
                boolean over = !tolerance.exceededBy(since) || explained.test(since.start());
                startOver(over ? 0 : harm, since, now);
            }
        } else if (logStatistic >= logThreshold
                && tolerance.sufficient(recent())
                && tolerance.exceededBy(since)
                && !explained.test(since.start())) {
            double ratio = walter(since).ratio();
            startOver(Math.max(LEAST_HARM, Math.min(MOST_HARM, ratio)), since, now);
        } else if (!now.isBefore(latest.start().plus(RECENTLY)) && tolerance.sufficient(latest)) {
            earlier = latest;
            latest = Sides.none(now);
        }
    }

    /** Whether the stretch is long enough to tell the harm that was found from a ratio of 1. */
    private boolean tells(Tolerance tolerance) {
        if (!tolerance.sufficient(since)) {
            return false;
        }
        WalterRatio ratio = walter(since);
        return ratio.upper() / ratio.ratio() <= Math.sqrt(harm);
    }

    private void startOver(double harmFound, Sides shown, Instant now) {
        harm = harmFound;
        logStatistic = breached() ? logStatistic : Double.NEGATIVE_INFINITY;
        MIXTURE.reset(worse);
        MIXTURE.resetOnce(dated);
        earlier = shown;
        latest = Sides.none(now);
        since = latest;
    }

    /** Whether the group is worse, and the end of that was not found. */
    boolean breached() {
        return harm > 0;
    }

    /** What is shown: both sides since the group became worse or well, or the last day or two. */
    Sides recent() {
        return earlier.plus(latest);
    }

    /** Since when the group may be worse. */
    Instant since() {
        return since.start();
    }

    /** Logarithm of the evidence that the group is worse; in breach, of what there was when it was found. */
    double logStatistic() {
        return logStatistic;
    }

    /** Logarithm of the e-value against an equal rate of what came since this was last called. */
    double closeDay() {
        double logE = MIXTURE.logStatistic(today);
        MIXTURE.resetOnce(today);
        return logE;
    }

    private static WalterRatio walter(Sides sides) {
        return WalterRatio.of(
                sides.group().failures(),
                sides.group().trials(),
                sides.rest().failures(),
                sides.rest().trials(),
                WilsonInterval.Z_95);
    }

    /** What there is to show for it. */
    Evidence.Builder evidence(double logThreshold, RuleContext context) {
        Sides shown = recent();
        Evidence.Builder evidence = Evidence.since(shown.start(), context)
                .trials(shown.group().failures(), shown.group().trials())
                .test(logStatistic, logThreshold)
                .falseAlarmEvery(StrictMath.exp(logThreshold), context.paneLength())
                .figure("restN", shown.rest().trials())
                .figure("restFailures", shown.rest().failures());
        if (!shown.comparable()) {
            return evidence;
        }
        double restRate = shown.rest().rate();
        WalterRatio ratio = walter(shown);
        NewcombeInterval difference = NewcombeInterval.of(
                shown.group().failures(),
                shown.group().trials(),
                shown.rest().failures(),
                shown.rest().trials(),
                WilsonInterval.Z_95);
        return evidence.comparedWith(restRate)
                .smallestDetectable(smallestDetectable(shown, logThreshold))
                .figure("restRate", restRate)
                .figure("ratio", shown.group().rate() / restRate)
                .figure("ratioLower", ratio.lower())
                .figure("ratioUpper", ratio.upper())
                .figure("difference", difference.difference())
                .figure("differenceLower", difference.lower())
                .figure("differenceUpper", difference.upper());
    }

    private static OptionalDouble smallestDetectable(Sides shown, double logThreshold) {
        double restRate = shown.rest().rate();
        // without a failure, or a success, there is no rate to compare with; at a threshold of 1 any evidence alarms
        return restRate > 0 && restRate < 1 && logThreshold > 0
                ? SmallestDisparity.rate(
                        restRate, shown.group().firsts(), shown.rest().firsts(), StrictMath.exp(logThreshold))
                : OptionalDouble.empty();
    }
}
