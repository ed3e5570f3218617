package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import io.riskmonitor.pane.Baseline;
import io.riskmonitor.pane.CellHistory;
import io.riskmonitor.pane.CellHistory.Kept;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.PaneCells.CellCounts;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.rule.VariantWatches.VariantWatch;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Variant;
import io.riskmonitor.stats.BetaMixture;
import io.riskmonitor.stats.JeffreysInterval;
import io.riskmonitor.stats.SmallestDetectable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Breaches when the failure rate is credibly above a ceiling, or above what is normal; not merely above it.
 *
 * <p>A mixture Shiryaev–Roberts detector looks for a rise above p0; it may look after every pane and still keeps its
 * false-alarm budget. Once it alarms, the rule is in breach until a second detector finds it credible that the rate is
 * below 1.25 times p0, the smallest rise the first one looks for.
 *
 * <p>Without a baseline p0 is the ceiling. With one, every variant (release and evaluator version) of a cell learns its
 * own, and p0 is the upper bound of its frozen baseline, or the ceiling if that is higher. Until then it is inconclusive,
 * and what is watched is the ceiling, or else the frozen baseline of the same variant in the parent group. What is in
 * breach of the ceiling is not learned as normal. A fall below the baseline is told, but it is no breach.
 *
 * @param ceiling highest tolerated failure rate, in (0, 0.995); null where there is a baseline alone
 * @param learning from when on a baseline is learned; null where there is a ceiling alone
 * @param minTrials below this many trials in the last hour a rate that is not in breach is inconclusive, at least 1
 */
public record FailureRateRule(
        RuleBasics basics,
        @Nullable Double ceiling,
        @Nullable Learning learning,
        long minTrials) implements Rule {

    static final RuleKind KIND = new RuleKind("failure-rate", FailureRateRule::read, VariantWatches::read);

    /** Every ceiling is below: above it there is no room for a rise. */
    public static final double HIGHEST_CEILING = 0.995;

    /** From this many trials on a rate is worth showing. */
    public static final long DEFAULT_MIN_TRIALS = 30;

    private static final Duration HOUR = Duration.ofHours(1);

    private static final BetaMixture SINCE_THE_START = new BetaMixture();
    private static final double ALPHA = 0.05;

    /** Stands for all variants together where none learns. */
    private static final Variant EVERY = new Variant(null, null);

    /** What a rate is compared with; {@code baseline} is null for a ceiling. */
    private record Reference(double p0, @Nullable Baseline baseline) {}

    /** What one variant's detector says of a pane. */
    private record Look(Variant variant, Reference against, RateWatch.Step step, boolean breached) {

        boolean isWorseThan(Look that) {
            return breached != that.breached ? breached : distance() > that.distance();
        }

        /** How near the detector is to its threshold; one that turned beats all. */
        private double distance() {
            return step.turned() ? Double.POSITIVE_INFINITY : step.logStatistic() - step.logThreshold();
        }

        void prove(Evidence.Builder evidence, long trials, double threshold) {
            evidence.test(step.logStatistic(), step.logThreshold()).comparedWith(against.p0);
            // at a threshold of 1 any evidence alarms
            if (threshold > 1) {
                evidence.smallestDetectable(SmallestDetectable.rate(against.p0, trials, threshold));
            }
            Baseline baseline = against.baseline;
            if (baseline != null) {
                evidence.baseline(baseline.id(), baseline.trials())
                        .figure("baselineFailures", baseline.failures())
                        .figure("baselineObserved", baseline.rate())
                        .figure("baselineLower", baseline.lower())
                        .figure("baselineUpper", baseline.upper());
            }
        }
    }

    public FailureRateRule {
        if (ceiling == null && learning == null) {
            throw new IllegalArgumentException("need a ceiling or a baseline");
        }
        if (ceiling != null && !(ceiling > 0 && ceiling < HIGHEST_CEILING)) {
            throw new IllegalArgumentException("ceiling must be in (0, " + HIGHEST_CEILING + "), got " + ceiling);
        }
        if (minTrials < 1) {
            throw new IllegalArgumentException("minTrials must be at least 1, got " + minTrials);
        }
    }

    /** One against a ceiling alone. */
    public FailureRateRule(RuleBasics basics, double ceiling, long minTrials) {
        this(basics, ceiling, null, minTrials);
    }

    private static @Nullable Rule read(Section section, Optional<RuleBasics> basics) {
        if (!section.has("baseline")) {
            section.require("ceiling");
        }
        section.require("category");
        Double ceiling = section.number("ceiling", 0, HIGHEST_CEILING);
        Learning learning = Learning.read(section);
        long minTrials = section.whole("minTrials", 1, 1_000_000_000, DEFAULT_MIN_TRIALS);
        return basics.isEmpty() || ceiling == null && learning == null
                ? null
                : new FailureRateRule(basics.get(), ceiling, learning, minTrials);
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
        return learning == null ? "ceiling " + ceiling : "ceiling " + ceiling + ", " + learning;
    }

    @Override
    public Outlook outlook(double trialsPerHour, double threshold) {
        return learning == null
                ? RateWatch.outlook(Objects.requireNonNull(ceiling), trialsPerHour, threshold)
                : outlook(learning, trialsPerHour, threshold);
    }

    /** What is normal nobody knows yet, so that one failure in a hundred is the example. */
    private Outlook outlook(Learning learned, double trialsPerHour, double threshold) {
        long trials = (long) (trialsPerHour * learned.length().toMinutes() / 60);
        long failures = Math.round(trials * 0.01);
        String needs = String.format(
                Locale.ROOT,
                "learns from %,d of the %,d trials it needs for each release and evaluator version",
                trials,
                learned.minTrials());
        if (trials >= learned.minTrials() && failures >= learned.minFailures()) {
            double p0 = Math.max(ceiling == null ? 0 : ceiling, JeffreysInterval.upper(failures, trials, 0.975));
            Outlook then = RateWatch.outlook(Math.min(p0, Math.nextDown(HIGHEST_CEILING)), trialsPerHour, threshold);
            return new Outlook(then.works(), needs + "; with 1 % failures then " + then.text());
        }
        boolean late = trials * Learning.MOST_LENGTHS >= learned.minTrials()
                && failures * Learning.MOST_LENGTHS >= learned.minFailures()
                && learned.from() == null;
        String waits = needs + (late ? ": goes on until it has them" : ": too little traffic for a baseline");
        if (ceiling == null) {
            return new Outlook(late, waits);
        }
        Outlook until = RateWatch.outlook(ceiling, trialsPerHour, threshold);
        return new Outlook(until.works(), waits + "; until then " + until.text());
    }

    @Override
    public void judge(RuleContext context) {
        context.cells().byCell().forEach((cell, counts) -> {
            if (basics.watches(cell)) {
                new OfCell(cell, counts, context).judge();
            }
        });
    }

    /** One cell of one pane. */
    private final class OfCell {
        private final Cell cell;
        private final CellCounts counts;
        private final RuleContext context;
        private final CellHistory history;
        private final VariantWatches watches;
        private final List<Supplier<String>> notes = new ArrayList<>();
        private double threshold;
        private boolean announced;
        private boolean learns;
        private boolean breached;
        private boolean wellAgain;

        /** Null while nothing is watched. */
        private @Nullable Look worst;

        OfCell(Cell cell, CellCounts counts, RuleContext context) {
            this.cell = cell;
            this.counts = counts;
            this.context = context;
            this.history = context.history(cell);
            this.watches = context.watch(Scope.of(cell), VariantWatches::new);
        }

        void judge() {
            SortedMap<Variant, Kept> feed = feed();
            Instant at = context.paneStart();
            feed.keySet()
                    .forEach(variant ->
                            announced |= watches.see(variant, at, () -> newBaseline(variant)) && learning != null);
            List<Variant> live = watches.live();
            // every variant has its own detector, so that the cell's share of the budget is theirs together
            threshold = context.threshold(cell.group(), basics.parent(), context.children(cell.series())) * live.size();
            live.forEach(variant -> judge(
                    variant, Objects.requireNonNull(watches.get(variant)), feed.getOrDefault(variant, Kept.NONE)));
            RuleOutcome outcome = outcome();
            Supplier<Finding> finding =
                    () -> Finding.of(FailureRateRule.this, context, cell, outcome, claim(live.size()), evidence());
            if (announced) {
                context.announce(Scope.of(cell), finding.get());
            } else {
                context.report(Scope.of(cell), cell.group(), outcome, finding);
            }
        }

        private SortedMap<Variant, Kept> feed() {
            SortedMap<Variant, Kept> feed = history.feed(counts);
            if (learning != null) {
                return feed;
            }
            SortedMap<Variant, Kept> all = new TreeMap<>();
            all.put(EVERY, feed.values().stream().reduce(Kept.NONE, Kept::plus));
            return all;
        }

        private @Nullable Baseline newBaseline(Variant variant) {
            if (learning == null) {
                return null;
            }
            Instant first = context.paneStart();
            String version = variant.evaluatorVersion() == null ? "" : ":" + variant.evaluatorVersion();
            String id = id() + "/" + cell.series().evaluator() + version + "/"
                    + (variant.release() == null ? "unnamed release" : variant.release()) + "/" + cell.group() + "@"
                    + first;
            return new Baseline(
                    id,
                    new Baseline.Needs(
                            learning.start(first),
                            learning.end(first),
                            learning.latest(first),
                            learning.minTrials(),
                            learning.minFailures()));
        }

        private void judge(Variant variant, VariantWatch watch, Kept kept) {
            Baseline baseline = watch.baseline();
            Instant at = context.paneStart();
            watch.count(kept);
            boolean suspect = ceiling != null && watch.breached();
            boolean changed = baseline != null && baseline.elapsed(at, suspect);
            announced |= changed;
            Reference against = reference(variant, baseline);
            note(variant, baseline, against, changed);
            if (against != null) {
                RateWatch worse = watch.worseThan(against.p0, at);
                // what was learned from kept trials is compared with kept trials alone
                Counts back = against.baseline == null ? all(variant) : counts(kept);
                RateWatch.Step next = worse.step(kept, back, threshold, context);
                take(new Look(variant, against, next, worse.breached()));
            }
            if (baseline != null && !baseline.isFrozen()) {
                watch.learn(at, kept, suspect);
            }
            if (baseline != null && baseline.isFrozen() && baseline.lower() > 0) {
                RateWatch better = watch.betterThan(baseline.lower(), at);
                announced |= better.step(kept, counts(kept), threshold, context).turned();
                if (better.breached()) {
                    notes.add(() -> String.format(
                            Locale.ROOT,
                            "%s has improved: credibly below %.2f %%, the lower bound of its baseline",
                            variant,
                            baseline.lower() * 100));
                }
            }
        }

        /** What is watched; null where there is nothing to compare with. */
        private @Nullable Reference reference(Variant variant, @Nullable Baseline own) {
            if (own != null && own.isFrozen()) {
                return ofBaseline(own);
            }
            if (ceiling != null) {
                return new Reference(ceiling, null);
            }
            Cell parent = new Cell(cell.series(), basics.parent());
            VariantWatch ofParent = parent.equals(cell)
                    ? null
                    : context.watch(Scope.of(parent), VariantWatches::new).get(variant);
            Baseline pooled = ofParent == null ? null : ofParent.baseline();
            return pooled == null || !pooled.isFrozen() ? null : ofBaseline(pooled);
        }

        private @Nullable Reference ofBaseline(Baseline baseline) {
            if (ceiling != null && ceiling >= baseline.upper()) {
                return new Reference(ceiling, baseline);
            }
            return baseline.upper() < HIGHEST_CEILING ? new Reference(baseline.upper(), baseline) : null;
        }

        private void note(Variant variant, @Nullable Baseline baseline, @Nullable Reference against, boolean changed) {
            if (baseline == null) {
                return;
            }
            boolean frozen = baseline.isFrozen();
            learns |= !frozen || against == null;
            if (frozen && against == null) {
                notes.add(() -> String.format(
                        Locale.ROOT,
                        "INSUFFICIENT: the baseline of %s, %.2f %%, leaves no room for a rise",
                        variant,
                        baseline.rate() * 100));
            } else if (frozen) {
                if (changed) {
                    notes.add(() -> "baseline " + baseline.id() + " is frozen: " + baseline.progress());
                }
            } else {
                notes.add(() -> "INSUFFICIENT: baseline of " + variant + " has " + baseline.progress() + ", "
                        + when(baseline) + "; meanwhile " + meanwhile(against));
            }
        }

        private String when(Baseline baseline) {
            Baseline.Needs needs = baseline.needs();
            if (baseline.state() == Baseline.State.INSUFFICIENT) {
                return "and gave up at " + needs.latest();
            }
            String start = context.paneStart().isBefore(needs.start()) ? "learns from " + needs.start() : "learns";
            return start + " until " + (context.paneStart().isBefore(needs.end()) ? needs.end() : needs.latest())
                    + (needs.latest().isAfter(needs.end()) ? " or later" : "");
        }

        private static String meanwhile(@Nullable Reference against) {
            if (against == null) {
                return "nothing is watched";
            }
            return against.baseline == null
                    ? "the ceiling is watched"
                    : "baseline " + against.baseline.id() + " is watched";
        }

        private Counts all(Variant variant) {
            return learning == null ? counts.total() : counts.variants().getOrDefault(variant, new Counts());
        }

        private static Counts counts(Kept kept) {
            return new Counts(kept.trials(), kept.trials(), kept.failures(), kept.trials(), kept.failures());
        }

        private void take(Look look) {
            breached |= look.breached;
            wellAgain |= look.step.turned() && !look.breached;
            if (worst == null || look.isWorseThan(worst)) {
                worst = look;
            }
        }

        private RuleOutcome outcome() {
            if (breached) {
                return RuleOutcome.BREACH;
            }
            boolean enough = !learns && history.ring().last(HOUR).trials() >= minTrials;
            return wellAgain || enough ? RuleOutcome.CLEAR : RuleOutcome.INCONCLUSIVE;
        }

        private String claim(int live) {
            if (worst == null) {
                return "is credibly above its baseline";
            }
            String p0 = String.format(Locale.ROOT, "is credibly above %.2f %%", worst.against.p0 * 100);
            if (worst.against.baseline == null) {
                return p0;
            }
            boolean atCeiling = Objects.equals(worst.against.p0, ceiling);
            return p0
                    + (atCeiling ? ", the ceiling" : ", the upper bound of its baseline")
                    + (live > 1 ? ", in " + worst.variant : "");
        }

        private Evidence evidence() {
            Look turned = worst != null && worst.step.turned() ? worst : null;
            WindowRing.Sum hour = history.ring().last(HOUR);
            long trials = turned == null ? hour.trials() : turned.step.trials();
            Evidence.Builder evidence = Evidence.since(
                            turned == null ? context.paneEnd().minus(HOUR) : turned.step.since(), context)
                    .trials(turned == null ? hour.failures() : turned.step.failures(), trials)
                    .exemplars(history.exemplars())
                    .note(
                            notes.isEmpty()
                                    ? null
                                    : notes.stream().map(Supplier::get).collect(Collectors.joining("; ")));
            if (worst != null) {
                worst.prove(evidence, trials, threshold);
                evidence.falseAlarmEvery(threshold, context.paneLength());
                sinceTheStart(worst, evidence);
            }
            return evidence.build();
        }

        /** What holds at every look since the first verdict, for those who do not ask about today. */
        private void sinceTheStart(Look look, Evidence.Builder evidence) {
            VariantWatch watch = Objects.requireNonNull(watches.get(look.variant));
            evidence.figure("trialsSinceStart", watch.trials())
                    .figure("failuresSinceStart", watch.failures())
                    .figure(
                            "lowerSinceStart",
                            SINCE_THE_START
                                    .interval(watch.failures(), watch.trials(), ALPHA)
                                    .lower());
            // a baseline was learned from the same verdicts
            if (look.against.baseline == null) {
                evidence.figure(
                        "logESinceStart", SINCE_THE_START.logE(watch.failures(), watch.trials(), look.against.p0));
            }
        }
    }
}
