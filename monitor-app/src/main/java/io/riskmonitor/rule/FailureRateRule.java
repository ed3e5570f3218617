package io.riskmonitor.rule;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.pane.WindowRing.Window;
import io.riskmonitor.segment.Group;
import io.riskmonitor.stats.BernoulliCusum;
import io.riskmonitor.stats.ShiryaevRobertsMixture;
import io.riskmonitor.stats.SmallestDetectable;
import io.riskmonitor.stats.WilsonInterval;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Breaches when the failure rate is credibly above a ceiling, not merely above it.
 *
 * <p>A mixture Shiryaev–Roberts detector looks for a rise above the ceiling; it may look after every pane and still keeps
 * its false-alarm budget. Once it alarms, the rule is in breach until a second detector finds it credible that the rate
 * is below 1.25 times the ceiling, the smallest rise the first one looks for. Panes without trials say nothing and are
 * not counted.
 *
 * @param id unique in its policy; part of every alert's key
 * @param category the risk
 * @param evaluator whose verdicts; null watches every evaluator of the category on its own
 * @param severity of its alerts
 * @param ceiling highest tolerated failure rate, in (0, 0.995)
 * @param minTrials below this many trials in the last hour a rate that is not in breach is inconclusive, at least 1
 * @param parent the group it is about: all traffic, or the one named by {@code where}
 * @param children dimensions whose groups it watches, too; null for all but {@code evaluator}
 */
public record FailureRateRule(
        String id,
        RiskCategory category,
        @Nullable String evaluator,
        Severity severity,
        double ceiling,
        long minTrials,
        Group parent,
        @Nullable Set<String> children)
        implements Rule {

    /** As written in a policy. */
    public static final String KIND = "failure-rate";

    /** Every ceiling is below: above it there is no room for a rise. */
    public static final double HIGHEST_CEILING = 0.995;

    /** From this many trials on a rate is worth showing. */
    public static final long DEFAULT_MIN_TRIALS = 30;

    /**
     * Average number of panes between two wrong all-clears while the rate stands at 1.25 times the ceiling; at a higher
     * rate they are far rarer.
     */
    private static final double CLEAR_THRESHOLD = 1_000;

    public FailureRateRule {
        if (!(ceiling > 0 && ceiling < HIGHEST_CEILING)) {
            throw new IllegalArgumentException("ceiling must be in (0, " + HIGHEST_CEILING + "), got " + ceiling);
        }
        if (minTrials < 1) {
            throw new IllegalArgumentException("minTrials must be at least 1, got " + minTrials);
        }
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean watchesChild(Group group) {
        if (!parent.isAll() || group.isAll()) {
            return false;
        }
        return children == null ? !group.dimension().equals(Group.EVALUATOR) : children.contains(group.dimension());
    }

    @Override
    public FailureRateWatch start(Instant at) {
        return new FailureRateWatch(ceiling, Detectors.of(ceiling).rise().start(), at.toEpochMilli());
    }

    @Override
    public boolean goesOnWith(FailureRateWatch watch) {
        return watch.ceiling() == ceiling;
    }

    @Override
    public Finding judge(ScopeWindow scope, FailureRateWatch watch) {
        Detectors detectors = Detectors.of(ceiling);
        // a fall is looked for in all trials: of those up to the first failure of their conversation too few fail
        Step step = watch.breached()
                ? step(
                        detectors.fall(),
                        detectors.fallStart(),
                        scope.failures(),
                        scope.trials(),
                        CLEAR_THRESHOLD,
                        scope,
                        watch)
                : step(
                        detectors.rise(),
                        detectors.riseStart(),
                        scope.keptFailures(),
                        scope.keptTrials(),
                        scope.threshold(),
                        scope,
                        watch);
        Evidence evidence = step.turned()
                ? evidence(scope, Instant.ofEpochMilli(watch.since()), watch.trials(), watch.failures(), step)
                : evidence(
                        scope,
                        scope.paneEnd().minus(Window.ONE_HOUR.length()),
                        scope.ring().trials(Window.ONE_HOUR),
                        scope.ring().failures(Window.ONE_HOUR),
                        step);
        if (step.turned()) {
            watch.turn((watch.breached() ? detectors.rise() : detectors.fall()).start(), scope.paneEnd());
        }
        return new Finding(
                id,
                KIND,
                severity,
                scope.application(),
                category,
                scope.cell().series().evaluator(),
                scope.cell().group(),
                outcome(scope, watch, step.turned()),
                scope.paneEnd(),
                scope.policyVersion(),
                evidence);
    }

    private RuleOutcome outcome(ScopeWindow scope, FailureRateWatch watch, boolean turned) {
        if (watch.breached()) {
            return RuleOutcome.BREACH;
        }
        boolean enough = scope.ring().trials(Window.ONE_HOUR) >= minTrials;
        return turned || enough ? RuleOutcome.CLEAR : RuleOutcome.INCONCLUSIVE;
    }

    /** What a detector says after a pane, in natural logarithms: the statistic itself outgrows a double. */
    private record Step(double logStatistic, double logThreshold, boolean turned) {}

    private static Step step(
            ShiryaevRobertsMixture detector,
            BernoulliCusum start,
            long failures,
            long trials,
            double threshold,
            ScopeWindow scope,
            FailureRateWatch watch) {
        if (trials > 0) {
            watch.note(start, scope.paneStart(), failures, trials);
            detector.update(watch.detector(), failures, trials, 1);
        }
        double logStatistic = detector.logStatistic(watch.detector());
        double logThreshold = Math.log(threshold);
        return new Step(logStatistic, logThreshold, trials > 0 && logStatistic >= logThreshold);
    }

    private Evidence evidence(ScopeWindow scope, Instant since, long trials, long failures, Step step) {
        WilsonInterval interval = trials == 0 ? null : WilsonInterval.of(failures, trials, WilsonInterval.Z_95);
        // at a threshold of 1 any evidence alarms
        OptionalDouble detectable = scope.threshold() > 1
                ? SmallestDetectable.rate(ceiling, trials, scope.threshold())
                : OptionalDouble.empty();
        return new Evidence(
                since,
                scope.paneEnd(),
                trials,
                failures,
                trials == 0 ? null : (double) failures / trials,
                interval == null ? null : interval.lower(),
                interval == null ? null : interval.upper(),
                Double.isInfinite(step.logStatistic()) ? null : step.logStatistic(),
                step.logThreshold(),
                ceiling,
                detectable.isPresent() ? detectable.getAsDouble() : null,
                scope.exemplars(),
                scope.partitionsLeftOut());
    }

    /** The detectors of one ceiling; shared by all cells, for they hold no state. */
    private record Detectors(
            ShiryaevRobertsMixture rise,
            BernoulliCusum riseStart,
            ShiryaevRobertsMixture fall,
            BernoulliCusum fallStart) {

        private static final Map<Double, Detectors> BY_CEILING = new ConcurrentHashMap<>();

        static Detectors of(double ceiling) {
            return BY_CEILING.computeIfAbsent(ceiling, c -> {
                double smallestRise = Math.min(1.25 * c, (1 + c) / 2);
                return new Detectors(
                        ShiryaevRobertsMixture.rise(c),
                        BernoulliCusum.rise(c),
                        ShiryaevRobertsMixture.fall(smallestRise),
                        BernoulliCusum.fall(smallestRise));
            });
        }
    }
}
