package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import io.riskmonitor.pane.CellHistory;
import io.riskmonitor.pane.PaneCells.CellCounts;
import io.riskmonitor.pane.WindowRing.Window;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Variant;
import io.riskmonitor.stats.SmallestDetectable;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Breaches when the failure rate is credibly above a ceiling, not merely above it.
 *
 * <p>A mixture Shiryaev–Roberts detector looks for a rise above the ceiling; it may look after every pane and still keeps
 * its false-alarm budget. Once it alarms, the rule is in breach until a second detector finds it credible that the rate
 * is below 1.25 times the ceiling, the smallest rise the first one looks for.
 *
 * @param ceiling highest tolerated failure rate, in (0, 0.995)
 * @param minTrials below this many trials in the last hour a rate that is not in breach is inconclusive, at least 1
 */
public record FailureRateRule(RuleBasics basics, double ceiling, long minTrials) implements Rule {

    static final RuleKind KIND = new RuleKind("failure-rate", FailureRateRule::read, RateWatch::read);

    /** Every ceiling is below: above it there is no room for a rise. */
    public static final double HIGHEST_CEILING = 0.995;

    /** From this many trials on a rate is worth showing. */
    public static final long DEFAULT_MIN_TRIALS = 30;

    public FailureRateRule {
        if (!(ceiling > 0 && ceiling < HIGHEST_CEILING)) {
            throw new IllegalArgumentException("ceiling must be in (0, " + HIGHEST_CEILING + "), got " + ceiling);
        }
        if (minTrials < 1) {
            throw new IllegalArgumentException("minTrials must be at least 1, got " + minTrials);
        }
    }

    private static @Nullable Rule read(Section section, Optional<RuleBasics> basics) {
        if (section.has("baseline")) {
            section.problem(
                    "baseline",
                    "this version does not compare failure rates with a baseline yet; it compares them with a ceiling");
        } else {
            section.require("ceiling");
        }
        section.require("category");
        Double ceiling = section.number("ceiling", 0, HIGHEST_CEILING);
        long minTrials = section.whole("minTrials", 1, 1_000_000_000, DEFAULT_MIN_TRIALS);
        return basics.isEmpty() || ceiling == null ? null : new FailureRateRule(basics.get(), ceiling, minTrials);
    }

    @Override
    public String kind() {
        return KIND.name();
    }

    @Override
    public boolean trustsEvaluator() {
        return true;
    }

    @Override
    public String basis() {
        return "ceiling " + ceiling;
    }

    @Override
    public Outlook outlook(double trialsPerHour, double threshold) {
        return RateWatch.outlook(ceiling, trialsPerHour, threshold);
    }

    @Override
    public void judge(RuleContext context) {
        context.cells().byCell().forEach((cell, counts) -> {
            if (basics.watches(cell)) {
                judge(cell, counts, context);
            }
        });
    }

    private void judge(Cell cell, CellCounts counts, RuleContext context) {
        RateWatch watch = context.watch(Scope.of(cell), () -> new RateWatch(ceiling, context.paneStart()));
        CellHistory history = context.history(cell);
        int children = context.children(cell.series());
        double threshold = cell.group().equals(basics.parent())
                ? context.parentThreshold(children)
                : context.childThreshold(children);
        RateWatch.Step step = watch.step(sum(history.feed(counts)), counts.total(), threshold, context);
        context.report(
                Scope.of(cell),
                Finding.of(
                        this,
                        context,
                        cell,
                        outcome(watch, history, step),
                        String.format(Locale.ROOT, "is credibly above %.2f %%", ceiling * 100),
                        evidence(history, step, threshold, context)));
    }

    private static CellHistory.Kept sum(SortedMap<Variant, CellHistory.Kept> feed) {
        long trials = 0;
        long failures = 0;
        for (CellHistory.Kept kept : feed.values()) {
            trials += kept.trials();
            failures += kept.failures();
        }
        return new CellHistory.Kept(trials, failures);
    }

    private RuleOutcome outcome(RateWatch watch, CellHistory history, RateWatch.Step step) {
        if (watch.breached()) {
            return RuleOutcome.BREACH;
        }
        boolean enough = history.ring().trials(Window.ONE_HOUR) >= minTrials;
        return step.turned() || enough ? RuleOutcome.CLEAR : RuleOutcome.INCONCLUSIVE;
    }

    private Evidence evidence(CellHistory history, RateWatch.Step step, double threshold, RuleContext context) {
        Instant since = step.turned() ? step.since() : context.paneEnd().minus(Window.ONE_HOUR.length());
        long trials = step.turned() ? step.trials() : history.ring().trials(Window.ONE_HOUR);
        long failures = step.turned() ? step.failures() : history.ring().failures(Window.ONE_HOUR);
        // at a threshold of 1 any evidence alarms
        OptionalDouble detectable =
                threshold > 1 ? SmallestDetectable.rate(ceiling, trials, threshold) : OptionalDouble.empty();
        return Evidence.since(since, context)
                .trials(failures, trials)
                .test(step.logStatistic(), step.logThreshold())
                .comparedWith(ceiling)
                .smallestDetectable(detectable)
                .exemplars(history.exemplars())
                .build();
    }
}
