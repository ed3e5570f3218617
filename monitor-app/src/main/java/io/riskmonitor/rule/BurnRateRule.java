package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.pane.CellHistory;
import io.riskmonitor.pane.CellHistory.Kept;
import io.riskmonitor.pane.PaneCells.CellCounts;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.stats.BurnRate;
import io.riskmonitor.stats.SmallestDetectable;
import io.riskmonitor.stats.WilsonInterval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Breaches while an error budget is spent too fast: in a long window, so that it matters, and in a short one, so that it
 * is still going on. Three rows of windows, as the Site Reliability Workbook has them:
 *
 * <pre>
 *   long   short   budget spent   burn over 30 days
 *   1 h    5 min   2 %            14.4
 *   6 h    30 min  5 %            6
 *   3 d    6 h     10 %           1                  no page: MEDIUM at most
 * </pre>
 *
 * <p>Burn rates alone page far too often where traffic is thin. So the long window needs ten failures, and a detector has
 * to have found that the rate is above the budget at all, which keeps the false-alarm budget.
 *
 * @param objective share of trials that must not fail, in (0.005, 1)
 * @param over over which time the objective holds, 7 to 90 days
 */
public record BurnRateRule(RuleBasics basics, double objective, Duration over) implements Rule {

    static final RuleKind KIND = new RuleKind("burn-rate", BurnRateRule::read, BurnWatch::read);

    static final Duration DEFAULT_OVER = Duration.ofDays(30);

    private static final Duration SHORTEST_OVER = Duration.ofDays(7);
    private static final Duration LONGEST_OVER = Duration.ofDays(90);
    private static final double LOWEST_OBJECTIVE = 0.005;

    /** The burn in the long window has fallen below the limit by this factor where that alone ends a breach. */
    private static final double HYSTERESIS = 1.25;

    /** With fewer trials in the longest window nothing is said. */
    private static final long MIN_TRIALS = FailureRateRule.DEFAULT_MIN_TRIALS;

    /** A pair of windows, the share of the budget that a burn spends in the long one, and how severe that is at most. */
    enum Row {
        HOUR(Duration.ofHours(1), Duration.ofMinutes(5), 0.02, Severity.CRITICAL),
        SIX_HOURS(Duration.ofHours(6), Duration.ofMinutes(30), 0.05, Severity.CRITICAL),
        THREE_DAYS(Duration.ofDays(3), Duration.ofHours(6), 0.1, Severity.MEDIUM);

        private final Duration longWindow;
        private final Duration shortWindow;
        private final double spent;
        private final Severity most;

        Row(Duration longWindow, Duration shortWindow, double spent, Severity most) {
            this.longWindow = longWindow;
            this.shortWindow = shortWindow;
            this.spent = spent;
            this.most = most;
        }

        /** The burn that it asks for; less than 1 would be no overspending. */
        double burn(Duration over) {
            return Math.max(1, spent * over.toMinutes() / longWindow.toMinutes());
        }
    }

    /** What one row sees; a burn is 0 without trials. */
    private record Burning(
            Row row, double limit, WindowRing.Sum sum, double longBurn, double shortBurn, double shortUpper) {

        boolean fires() {
            return reach() > 1 && sum.failures() >= BurnRate.FEWEST_FAILURES;
        }

        /** Whether what has fired goes on: in thin traffic a short window without failures says little. */
        boolean lasts() {
            return longBurn * HYSTERESIS > limit && shortUpper > limit;
        }

        /** How near both windows are to the limit; above 1 they exceed it. */
        double reach() {
            return Math.min(longBurn, shortBurn) / limit;
        }
    }

    /** The detector of a rise above the budget, and the row that fires. */
    private static final class BurnWatch implements Watch {
        private static final long NONE = -1;

        private final RateWatch rate;
        private long firing = NONE;

        BurnWatch(RateWatch rate) {
            this.rate = rate;
        }

        static BurnWatch read(StateInput in) {
            BurnWatch watch = new BurnWatch(RateWatch.read(in));
            watch.firing = in.whole();
            return watch;
        }

        /** Whether a row fires, or does so still; then its windows alone say for how long. */
        boolean isOn(Burning burning) {
            return burning.fires() && rate.breached() || burning.row.ordinal() == firing && burning.lasts();
        }

        /** Whether that is another row than before. */
        boolean fires(long row) {
            boolean another = row != firing;
            firing = row;
            return another;
        }

        @Override
        public void write(StateOutput out) {
            rate.write(out);
            out.whole(firing);
        }
    }

    public BurnRateRule {
        if (!(objective > LOWEST_OBJECTIVE && objective < 1)) {
            throw new IllegalArgumentException("objective must be in (" + LOWEST_OBJECTIVE + ", 1), got " + objective);
        }
        if (rows(1 - objective, over).isEmpty()) {
            throw new IllegalArgumentException("no burn rate can be reached with an objective of " + objective);
        }
    }

    private static @Nullable Rule read(Section section, Optional<RuleBasics> basics) {
        section.require("category", "objective");
        Double objective = section.number("objective", LOWEST_OBJECTIVE, 1);
        Duration over = section.duration("over", SHORTEST_OVER, LONGEST_OVER, DEFAULT_OVER);
        if (objective == null) {
            return null;
        }
        if (rows(1 - objective, over).isEmpty()) {
            section.problem(
                    "objective",
                    String.format(
                            Locale.ROOT,
                            "leaves a budget of %.4g, so that no burn rate can be reached: the lowest, %.4g times that,"
                                    + " is above %.4g; use failure-rate with a ceiling",
                            1 - objective,
                            Row.THREE_DAYS.burn(over),
                            BurnRate.HIGHEST_RATE));
            return null;
        }
        return basics.map(b -> new BurnRateRule(b, objective, over)).orElse(null);
    }

    /** The rows that can fire. */
    private static List<Row> rows(double budget, Duration over) {
        List<Row> rows = new ArrayList<>();
        for (Row row : Row.values()) {
            if (BurnRate.canFire(row.burn(over), budget)) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** The failure rate that the objective tolerates. */
    double budget() {
        return 1 - objective;
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
        return "objective " + objective;
    }

    @Override
    public Outlook outlook(double trialsPerHour, double threshold) {
        List<Outlook> rows = Arrays.stream(Row.values())
                .map(row -> outlook(row, trialsPerHour, threshold))
                .toList();
        String budget = String.format(Locale.ROOT, "budget %.4g %% over %s: ", budget() * 100, days(over));
        return new Outlook(
                rows.stream().anyMatch(Outlook::works),
                budget + rows.stream().map(Outlook::text).collect(Collectors.joining("; ")));
    }

    private Outlook outlook(Row row, double trialsPerHour, double threshold) {
        double burn = row.burn(over);
        String name = String.format(
                Locale.ROOT,
                "burn %.3g in %s and %s ",
                burn,
                Outlook.hours(row.longWindow.toMinutes() / 60.0),
                Outlook.hours(row.shortWindow.toMinutes() / 60.0));
        if (!BurnRate.canFire(burn, budget())) {
            return Outlook.blind(name + "cannot fire: no rate is that high");
        }
        double trials = trialsPerHour * row.longWindow.toMinutes() / 60;
        double lowest = Math.max(burn * budget(), BurnRate.FEWEST_FAILURES / trials);
        if (!(lowest <= 1)) {
            return Outlook.blind(name + "needs " + BurnRate.FEWEST_FAILURES + " failures: too little traffic");
        }
        // at the budget itself there is nothing to detect
        double rate = Math.max(lowest, Math.min(1, 1.25 * budget()));
        double evidence = SmallestDetectable.trials(budget(), rate, threshold) / trialsPerHour;
        double full = row.longWindow.toMinutes() / 60.0 * lowest / rate;
        return Outlook.sees(name
                + String.format(
                        Locale.ROOT,
                        "sees a rate of %.2f %% in about %s",
                        rate * 100,
                        Outlook.hours(Math.max(evidence, full))));
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
        BurnWatch watch =
                context.watch(Scope.of(cell), () -> new BurnWatch(new RateWatch(budget(), context.paneStart())));
        CellHistory history = context.history(cell);
        double threshold = context.threshold(cell.group(), basics.parent(), context.children(cell.series()));
        Kept kept = history.feed(counts).values().stream().reduce(Kept.NONE, Kept::plus);
        RateWatch.Step step = watch.rate.step(kept, counts.total(), threshold, context);
        Burning shown = mostUrgent(history.ring(), watch);
        boolean fires = watch.isOn(shown);
        // rows differ in severity, so another one is news
        boolean another = watch.fires(fires ? shown.row.ordinal() : BurnWatch.NONE);
        RuleOutcome outcome = fires ? RuleOutcome.BREACH : calm(history.ring());
        Supplier<Finding> finding = () -> {
            Evidence evidence = evidence(shown, step, threshold, history, context);
            Finding found = Finding.of(this, context, cell, outcome, claim(shown), evidence);
            return fires ? found.atMost(shown.row.most) : found;
        };
        if (another) {
            context.announce(Scope.of(cell), finding.get());
        } else {
            context.report(Scope.of(cell), cell.group(), outcome, finding);
        }
    }

    /** The first row that fires, or does so still; else the one that is nearest to it. */
    private Burning mostUrgent(WindowRing ring, BurnWatch watch) {
        Burning nearest = null;
        for (Row row : rows(budget(), over)) {
            Burning burning = burning(row, ring);
            if (watch.isOn(burning)) {
                return burning;
            }
            if (nearest == null || burning.reach() > nearest.reach()) {
                nearest = burning;
            }
        }
        if (nearest == null) {
            throw new IllegalStateException("a rule without rows");
        }
        return nearest;
    }

    private Burning burning(Row row, WindowRing ring) {
        WindowRing.Sum sum = ring.last(row.longWindow);
        WindowRing.Sum lately = ring.last(row.shortWindow);
        double upper = lately.trials() == 0
                ? 1
                : WilsonInterval.of(lately.failures(), lately.trials(), WilsonInterval.Z_95)
                        .upper();
        return new Burning(row, row.burn(over), sum, burn(sum), burn(lately), upper / budget());
    }

    private double burn(WindowRing.Sum sum) {
        return BurnRate.of(sum.failures(), sum.trials(), budget()).orElse(0);
    }

    private static RuleOutcome calm(WindowRing ring) {
        return ring.last(Row.THREE_DAYS.longWindow).trials() >= MIN_TRIALS
                ? RuleOutcome.CLEAR
                : RuleOutcome.INCONCLUSIVE;
    }

    private String claim(Burning burning) {
        return String.format(
                Locale.ROOT,
                "spends its budget of %.4g %% over %s too fast, %.3g times in %s and %.3g times in %s",
                budget() * 100,
                days(over),
                burning.longBurn,
                Outlook.hours(burning.row.longWindow.toMinutes() / 60.0),
                burning.shortBurn,
                Outlook.hours(burning.row.shortWindow.toMinutes() / 60.0));
    }

    private Evidence evidence(
            Burning shown, RateWatch.Step step, double threshold, CellHistory history, RuleContext context) {
        WindowRing.Sum sum = shown.sum;
        // at a threshold of 1 any evidence alarms
        OptionalDouble detectable =
                threshold > 1 ? SmallestDetectable.rate(budget(), sum.trials(), threshold) : OptionalDouble.empty();
        return Evidence.since(context.paneEnd().minus(shown.row.longWindow), context)
                .trials(sum.failures(), sum.trials())
                .test(step.logStatistic(), step.logThreshold())
                .falseAlarmEvery(threshold, context.paneLength())
                .comparedWith(budget())
                .smallestDetectable(detectable)
                .figure("burnLimit", shown.limit)
                .figure("burnLong", shown.longBurn)
                .figure("burnShort", shown.shortBurn)
                .figure("budgetSpent", shown.longBurn * shown.row.longWindow.toMinutes() / over.toMinutes())
                .exemplars(history.exemplars())
                .build();
    }

    private static String days(Duration duration) {
        return duration.toDays() + " days";
    }
}
