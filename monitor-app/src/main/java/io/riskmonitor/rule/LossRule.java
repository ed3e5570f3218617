package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.pane.Distribution;
import io.riskmonitor.pane.Standing;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Series;
import io.riskmonitor.stats.BettingShiryaevRoberts;
import io.riskmonitor.stats.SmallestDetectable;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Breaches when the loss per 1,000 trials is credibly above a ceiling: failures count by the severity that their verdicts
 * state, so that fewer but worse ones are seen, too.
 *
 * <p>Every trial is a number Y in [0, 1], the weight of its failure over the largest weight there is. A detector that bets
 * on the mean of Y may look after every pane and still keeps its false-alarm budget. Once it alarms, the rule is in breach
 * until a second one finds it credible that the mean is below 1.25 times the ceiling.
 *
 * @param maxLoss highest tolerated loss per 1,000 trials, greater than 0, in the units of the weights
 * @param weights severity to the loss of one failure, greater than 0
 */
public record LossRule(RuleBasics basics, double maxLoss, Map<Severity, Double> weights) implements Rule {

    static final RuleKind KIND = new RuleKind("loss", LossRule::read, LossWatch::read);

    /** A ceiling above that share of the highest loss there is leaves no room for a rise. */
    private static final double HIGHEST_SHARE = FailureRateRule.HIGHEST_CEILING;

    private static final double A_THOUSAND = 1_000;
    private static final Duration HOUR = Duration.ofHours(1);

    /** Average number of panes between two wrong all-clears while the loss stands at 1.25 times the ceiling. */
    private static final double CLEAR_THRESHOLD = 1_000;

    private static final double SMALLEST_RISE = 1.25;
    private static final long HOURS_IN_30_DAYS = 720;

    /** Three years: what takes longer nobody waits for. */
    private static final double LONGEST_WAIT_HOURS = 3 * 365.0 * 24;

    private static final String PASS = "PASS";
    private static final String UNSTATED = "UNSTATED";
    private static final String NOT_KEPT = "later ";

    private static @Nullable Rule read(Section section, Optional<RuleBasics> basics) {
        section.require("category", "evaluator", "maxLoss");
        Double maxLoss = section.number("maxLoss", 0, Double.POSITIVE_INFINITY);
        return basics.isEmpty()
                        || maxLoss == null
                        || basics.get().category() == null
                        || basics.get().evaluator() == null
                ? null
                : new LossRule(basics.get(), maxLoss, RiskMatrix.DEFAULT.weights());
    }

    @Override
    public Rule weighed(RiskMatrix risk, Section section) {
        LossRule weighed = new LossRule(basics, maxLoss, risk.weights());
        if (weighed.ceiling() >= HIGHEST_SHARE) {
            section.problem(
                    "maxLoss",
                    String.format(
                            Locale.ROOT,
                            "must be less than %.6g, for no loss is higher than 1,000 times the largest of risk.weights,"
                                    + " got %.6g",
                            HIGHEST_SHARE * A_THOUSAND * weighed.largest(),
                            maxLoss));
        }
        return weighed;
    }

    /** What a trial is counted as for the rules of this kind. */
    public static String label(Outcome outcome, @Nullable Severity severity, Standing standing) {
        String loss = outcome != Outcome.FAIL ? PASS : severity == null ? UNSTATED : severity.name();
        return standing == Standing.SHOWN ? NOT_KEPT + loss : loss;
    }

    private double largest() {
        return weights.values().stream().max(Double::compare).orElseThrow();
    }

    /** The ceiling as a mean of Y. */
    private double ceiling() {
        return maxLoss / A_THOUSAND / largest();
    }

    /** What Y a trial counted under a label is; a failure of which nobody says how severe it is, is as the rule is. */
    private double y(String label) {
        if (label.equals(PASS)) {
            return 0;
        }
        Severity severity = label.equals(UNSTATED) ? severity() : Severity.valueOf(label);
        return Objects.requireNonNull(weights.get(severity)) / largest();
    }

    private Series series() {
        RiskCategory category = Objects.requireNonNull(basics.category());
        return new Series(category, Objects.requireNonNull(basics.evaluator()));
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
        return "loss " + maxLoss + " with " + new TreeMap<>(weights);
    }

    @Override
    public Optional<Feature> feature() {
        return Optional.of(Feature.severity(series()));
    }

    @Override
    public boolean readsFeatureIn(SliceKey slice) {
        // releases are parts of all traffic
        return slice.group().isAll() || Rule.super.readsFeatureIn(slice);
    }

    @Override
    public Outlook outlook(double trialsPerHour, double threshold) {
        double twice = Math.min(2 * ceiling(), (1 + ceiling()) / 2);
        String above = String.format(Locale.ROOT, "a loss above %.4g in 1,000: ", maxLoss);
        if (SmallestDetectable.rate(ceiling(), (long) (trialsPerHour * HOURS_IN_30_DAYS), threshold)
                .isEmpty()) {
            return Outlook.blind(above + "too little traffic, not even the highest would show in 30 days");
        }
        double hours = SmallestDetectable.trials(ceiling(), twice, threshold) / trialsPerHour;
        if (hours > LONGEST_WAIT_HOURS) {
            return Outlook.blind(above + "too little traffic, twice the loss would show in " + Outlook.hours(hours));
        }
        return Outlook.sees(above
                + String.format(
                        Locale.ROOT,
                        "one of %.4g in about %s if all failures weigh most, else sooner",
                        twice * largest() * A_THOUSAND,
                        Outlook.hours(hours)));
    }

    @Override
    public void judge(RuleContext context) {
        seen(context.tally()).forEach((group, pane) -> judge(new Cell(series(), group), pane, context));
    }

    /** What the groups that it watches had in a pane, parents before their children. */
    private SortedMap<Group, SortedMap<String, Long>> seen(Tally tally) {
        SortedMap<Group, SortedMap<String, Long>> seen = new TreeMap<>();
        Feature severities = Feature.severity(series());
        tally.slices().forEach((key, slice) -> slice.distributions().forEach((facet, distribution) -> {
            if (facet.feature().equals(severities)) {
                add(key.group(), distribution, seen);
                if (key.group().isAll() && key.release() != null) {
                    add(new Group(Group.RELEASE, key.release()), distribution, seen);
                }
                if (key.group().isAll() && facet.version() != null) {
                    add(Group.version(series().evaluator(), facet.version()), distribution, seen);
                }
            }
        }));
        return seen;
    }

    private void add(Group group, Distribution more, SortedMap<Group, SortedMap<String, Long>> seen) {
        if (group.equals(basics.parent()) || basics.watchesChild(group)) {
            SortedMap<String, Long> sum = seen.computeIfAbsent(group, g -> new TreeMap<>());
            more.categories().forEach((label, count) -> sum.merge(label, count, Long::sum));
        }
    }

    private void judge(Cell cell, SortedMap<String, Long> pane, RuleContext context) {
        Scope scope = Scope.of(cell);
        LossWatch watch =
                context.watch(scope, () -> new LossWatch(context.paneStart().toEpochMilli()));
        double threshold = context.threshold(cell.group(), basics.parent(), context.children(cell.series()));
        Look look = look(watch, pane, threshold, context);
        long lately = context.history(cell).ring().last(HOUR).trials();
        boolean wellAgain = look.turned && !watch.breached;
        RuleOutcome otherwise = wellAgain || lately >= FailureRateRule.DEFAULT_MIN_TRIALS
                ? RuleOutcome.CLEAR
                : RuleOutcome.INCONCLUSIVE;
        RuleOutcome outcome = watch.breached ? RuleOutcome.BREACH : otherwise;
        context.report(
                scope, cell.group(), outcome, () -> finding(cell, outcome, look, StrictMath.log(threshold), context));
    }

    /**
     * What a detector says after a pane.
     *
     * @param logThreshold what that is compared with
     * @param turned whether it found what it looked for; from then on the opposite is looked for
     * @param since when that began, by estimate
     * @param counted what was counted since then
     */
    private record Look(
            double logStatistic, double logThreshold, boolean turned, Instant since, SortedMap<String, Long> counted) {}

    private Look look(LossWatch watch, SortedMap<String, Long> pane, double threshold, RuleContext context) {
        SortedMap<String, Long> counted = watch.breached ? all(pane) : kept(pane);
        BettingShiryaevRoberts detector = watch.detector;
        if (detector == null) {
            detector = detector(watch.breached);
            watch.detector = detector;
            watch.state = watch.state.length == 0 ? detector.start() : watch.state;
        }
        if (!counted.isEmpty()) {
            if (watch.cusum == 0) {
                watch.startOver(context.paneStart());
            }
            long panes = 1;
            double gain = 0;
            for (Map.Entry<String, Long> units : counted.entrySet()) {
                double y = y(units.getKey());
                detector.update(watch.state, y, units.getValue(), panes);
                gain += units.getValue() * detector.logGain(y);
                watch.counted.merge(units.getKey(), units.getValue(), Long::sum);
                panes = 0; // the pane has passed with the first of them
            }
            watch.cusum = Math.max(0, watch.cusum + gain);
        }
        double logStatistic = detector.logStatistic(watch.state);
        boolean turned =
                !counted.isEmpty() && logStatistic >= StrictMath.log(watch.breached ? CLEAR_THRESHOLD : threshold);
        if (turned && !watch.breached) {
            watch.found = logStatistic;
        }
        Look look = new Look(
                watch.breached && !turned ? watch.found : logStatistic,
                StrictMath.log(watch.breached && turned ? CLEAR_THRESHOLD : threshold),
                turned,
                Instant.ofEpochMilli(watch.since),
                new TreeMap<>(watch.counted));
        if (turned) {
            watch.turn(context.paneEnd());
        }
        return look;
    }

    private BettingShiryaevRoberts detector(boolean breached) {
        double smallestRise = Math.min(SMALLEST_RISE * ceiling(), (1 + ceiling()) / 2);
        return breached ? BettingShiryaevRoberts.fall(smallestRise) : BettingShiryaevRoberts.rise(ceiling());
    }

    /** What feeds the detector of a rise: of every conversation the trials up to its first failure. */
    private static SortedMap<String, Long> kept(SortedMap<String, Long> pane) {
        SortedMap<String, Long> kept = new TreeMap<>(pane);
        kept.keySet().removeIf(label -> label.startsWith(NOT_KEPT));
        return kept;
    }

    /** All trials, for the detector of its end: of those up to the first failure too few fail. */
    private static SortedMap<String, Long> all(SortedMap<String, Long> pane) {
        SortedMap<String, Long> all = new TreeMap<>();
        pane.forEach((label, count) ->
                all.merge(label.startsWith(NOT_KEPT) ? label.substring(NOT_KEPT.length()) : label, count, Long::sum));
        return all;
    }

    private Finding finding(Cell cell, RuleOutcome outcome, Look look, double logThreshold, RuleContext context) {
        long trials = 0;
        double sum = 0;
        Evidence.Builder evidence = Evidence.since(look.since, context);
        for (Map.Entry<String, Long> units : look.counted.entrySet()) {
            trials += units.getValue();
            sum += units.getValue() * y(units.getKey());
            if (!units.getKey().equals(PASS)) {
                evidence.figure("failures" + units.getKey(), units.getValue());
            }
        }
        long failures = trials - look.counted.getOrDefault(PASS, 0L);
        evidence.trials(failures, trials)
                .test(look.logStatistic, look.logThreshold)
                .falseAlarmEvery(StrictMath.exp(logThreshold), context.paneLength())
                .figure("maxLoss", maxLoss)
                .exemplars(context.history(cell).exemplars());
        // at a threshold of 1 any evidence alarms
        if (logThreshold > 0) {
            SmallestDetectable.rate(ceiling(), trials, StrictMath.exp(logThreshold))
                    .ifPresent(mean -> evidence.figure("smallestDetectableLoss", mean * largest() * A_THOUSAND));
        }
        String claim = String.format(Locale.ROOT, "loses credibly more than %.4g in 1,000 trials", maxLoss);
        if (trials > 0) {
            double loss = sum / trials * largest() * A_THOUSAND;
            evidence.expectedLoss(loss);
            claim += String.format(Locale.ROOT, ": %.4g, weighted by severity", loss);
        }
        return Finding.of(this, context, cell, outcome, claim, evidence.build());
    }

    /** The detector of a rise or of its end, and what was counted since that may have begun. */
    private static final class LossWatch implements Watch {
        private double[] state = {};
        private boolean breached;
        private double cusum;
        private long since;

        // in breach: what the detector that found it said then
        private double found;
        private SortedMap<String, Long> counted = new TreeMap<>();

        // for what is looked for now; made when it is needed
        private @Nullable BettingShiryaevRoberts detector;

        LossWatch(long since) {
            this.since = since;
        }

        static LossWatch read(StateInput in) {
            LossWatch watch = new LossWatch(in.whole());
            watch.state = in.numbers();
            watch.breached = in.flag();
            watch.cusum = in.number();
            watch.found = in.number();
            in.entries(watch.counted, in::name, in::whole);
            return watch;
        }

        @Override
        public void write(StateOutput out) {
            out.whole(since);
            out.numbers(state);
            out.flag(breached);
            out.number(cusum);
            out.number(found);
            out.entries(counted, out::text, out::whole);
        }

        void startOver(Instant at) {
            since = at.toEpochMilli();
            counted = new TreeMap<>();
        }

        /** From now on the opposite is looked for. */
        void turn(Instant at) {
            breached = !breached;
            detector = null;
            state = new double[0];
            cusum = 0;
            startOver(at);
        }
    }
}
