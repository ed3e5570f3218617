package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.pane.CellHistory;
import io.riskmonitor.pane.Pairs;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.WindowRing.Window;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Series;
import io.riskmonitor.segment.Variant;
import io.riskmonitor.stats.CohenKappa;
import io.riskmonitor.stats.ConfusionMatrix;
import io.riskmonitor.stats.RoganGladen;
import io.riskmonitor.stats.WilsonInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Breaches when an evaluator agrees credibly less with people or gold answers than it should, on the interactions that both
 * have judged.
 *
 * <p>Looks at the latest 1,000 pairs, none older than 30 days, of the version of the evaluator that judges now: versions
 * are never pooled, and a new one starts anew.
 *
 * @param against whose verdicts count as true: {@link Source#HUMAN} or {@link Source#GOLD}
 * @param minKappa lowest tolerated Cohen's kappa, in (0, 1); null for any
 * @param maxFalsePositiveRate highest tolerated share of what passes that the evaluator fails, in (0, 1); null for any
 * @param maxFalseNegativeRate highest tolerated share of what fails that the evaluator passes, in (0, 1); null for any
 * @param minPairs with fewer pairs it is inconclusive, at least 10
 */
public record AgreementRule(
        RuleBasics basics,
        Source against,
        @Nullable Double minKappa,
        @Nullable Double maxFalsePositiveRate,
        @Nullable Double maxFalseNegativeRate,
        long minPairs)
        implements Rule {

    static final RuleKind KIND = new RuleKind("agreement", AgreementRule::read, Ledger.Keeper::read);

    private static final long DEFAULT_MIN_PAIRS = 50;
    private static final String ALL_TRAFFIC = "pairs are too few to be split, the rule is about all traffic";

    private static @Nullable Rule read(Section section, Optional<RuleBasics> basics) {
        section.require("evaluator", "against");
        Source against = section.symbol("against", EnumSet.of(Source.HUMAN, Source.GOLD));
        Double minKappa = section.number("minKappa", 0, 1);
        Double maxFalsePositiveRate = section.number("maxFalsePositiveRate", 0, 1);
        Double maxFalseNegativeRate = section.number("maxFalseNegativeRate", 0, 1);
        if (!section.has("minKappa") && !section.has("maxFalsePositiveRate") && !section.has("maxFalseNegativeRate")) {
            section.problem("minKappa", "is required, unless there is maxFalsePositiveRate or maxFalseNegativeRate");
        }
        long minPairs = section.whole("minPairs", 10, Ledger.MOST_PAIRS, DEFAULT_MIN_PAIRS);
        if (basics.isPresent() && !basics.get().parent().isAll()) {
            section.problem("where", "is not possible: " + ALL_TRAFFIC);
        }
        Set<String> children = basics.map(RuleBasics::children).orElse(null);
        if (children != null && !children.isEmpty()) {
            section.problem("dimensions", "is not possible: " + ALL_TRAFFIC);
        }
        return basics.isEmpty() || against == null
                ? null
                : new AgreementRule(
                        basics.get(), against, minKappa, maxFalsePositiveRate, maxFalseNegativeRate, minPairs);
    }

    @Override
    public String kind() {
        return KIND.name();
    }

    @Override
    public String basis() {
        return "against " + against;
    }

    @Override
    public int families(SeenCells seen) {
        return 0;
    }

    @Override
    public Outlook outlook(double trialsPerHour, double threshold) {
        return Outlook.sees(
                "how far " + basics.evaluator() + " agrees with " + against + ", from " + minPairs + " pairs on");
    }

    @Override
    public void judge(RuleContext context) {
        SortedMap<Series, SortedMap<String, Pairs>> pairs = pairs(context.tally());
        context.cells().byCell().forEach((cell, counts) -> {
            if (cell.group().isAll() && basics.watches(cell.series())) {
                pairs.computeIfAbsent(cell.series(), s -> new TreeMap<>());
            }
        });
        pairs.forEach((series, byVersion) -> judge(series, byVersion, context));
    }

    private void judge(Series series, SortedMap<String, Pairs> byVersion, RuleContext context) {
        Ledger.Keeper keeper = keeper(series, context);
        boolean changed = keeper.judges(versions(series, context));
        byVersion.forEach((version, more) -> keeper.add(version, more, context.paneEnd()));
        if (changed || byVersion.containsKey(keeper.current)) {
            context.report(Scope.of(new Cell(series, Group.ALL)), finding(series, keeper, context));
        }
    }

    @Override
    public void late(RuleContext context) {
        pairs(context.tally())
                .forEach((series, byVersion) -> byVersion.forEach(
                        (version, more) -> keeper(series, context).add(version, more, context.paneEnd())));
    }

    private static Ledger.Keeper keeper(Series series, RuleContext context) {
        return context.watch(Scope.of(new Cell(series, Group.ALL)), Ledger.Keeper::new);
    }

    /** What a pane has: series to version of the evaluator to pairs. */
    private SortedMap<Series, SortedMap<String, Pairs>> pairs(Tally tally) {
        SortedMap<Series, SortedMap<String, Pairs>> pairs = new TreeMap<>();
        tally.pairs().forEach((compared, more) -> {
            Series series = compared.strand().series();
            if (compared.reference() == against && basics.watches(series)) {
                pairs.computeIfAbsent(series, s -> new TreeMap<>())
                        .merge(text(compared.strand().version()), more, Pairs::plus);
            }
        });
        return pairs;
    }

    /** Versions that judged in this pane. */
    private static List<String> versions(Series series, RuleContext context) {
        var cell = context.cells().get(new Cell(series, Group.ALL));
        return cell == null
                ? List.of()
                : cell.variants().keySet().stream()
                        .map(Variant::evaluatorVersion)
                        .map(AgreementRule::text)
                        .distinct()
                        .sorted()
                        .toList();
    }

    private static String text(@Nullable String version) {
        return Objects.requireNonNullElse(version, "");
    }

    private Finding finding(Series series, Ledger.Keeper keeper, RuleContext context) {
        Ledger latest = keeper.current();
        ConfusionMatrix matrix = latest.sum().matrix();
        Optional<CohenKappa> kappa = CohenKappa.of(matrix);
        List<String> broken = broken(matrix, kappa);
        return Finding.of(
                this,
                context,
                series.category(),
                series.evaluator(),
                Group.ALL,
                outcome(latest, matrix, kappa, broken),
                claim(broken),
                evidence(series, keeper.current, latest, matrix, kappa, context));
    }

    /** Where nothing is credibly worse than it may be, what the alert had said, without numbers that hold no more. */
    private String claim(List<String> broken) {
        return "agrees too little with " + against + (broken.isEmpty() ? "" : ": " + String.join(", ", broken));
    }

    private RuleOutcome outcome(
            Ledger latest, ConfusionMatrix matrix, Optional<CohenKappa> kappa, List<String> broken) {
        if (latest.sum().total() < minPairs) {
            return RuleOutcome.INCONCLUSIVE;
        }
        if (!broken.isEmpty()) {
            return RuleOutcome.BREACH;
        }
        boolean well = (minKappa == null || kappa.isPresent() && kappa.get().kappa() >= minKappa)
                && isAtMost(matrix.falsePositives(), matrix.successes(), maxFalsePositiveRate)
                && isAtMost(matrix.falseNegatives(), matrix.failures(), maxFalseNegativeRate);
        return well ? RuleOutcome.CLEAR : RuleOutcome.INCONCLUSIVE;
    }

    private static boolean isAtMost(long wrong, long all, @Nullable Double max) {
        return max == null || all > 0 && wrong <= max * all;
    }

    /** What is credibly worse than it may be, in words. */
    private List<String> broken(ConfusionMatrix matrix, Optional<CohenKappa> kappa) {
        List<String> broken = new ArrayList<>();
        if (minKappa != null && kappa.isPresent() && kappa.get().upper() < minKappa) {
            broken.add(String.format(
                    Locale.ROOT,
                    "kappa %.2f (95 %% interval %.2f to %.2f), less than %.2f",
                    kappa.get().kappa(),
                    kappa.get().lower(),
                    kappa.get().upper(),
                    minKappa));
        }
        excess("false positive rate", matrix.falsePositiveRate(), maxFalsePositiveRate)
                .ifPresent(broken::add);
        excess("false negative rate", matrix.falseNegativeRate(), maxFalseNegativeRate)
                .ifPresent(broken::add);
        return broken;
    }

    private static Optional<String> excess(String name, Optional<WilsonInterval> rate, @Nullable Double max) {
        if (max == null || rate.isEmpty() || rate.get().lower() <= max) {
            return Optional.empty();
        }
        double least = rate.get().lower() * 100;
        return Optional.of(
                String.format(Locale.ROOT, "%s at least %.2f %%, more than %.2f %%", name, least, max * 100));
    }

    private Evidence evidence(
            Series series,
            String version,
            Ledger latest,
            ConfusionMatrix matrix,
            Optional<CohenKappa> kappa,
            RuleContext context) {
        Evidence.Builder evidence = Evidence.since(latest.since(context.paneStart()), context)
                .observations(latest.sum().total())
                .note(note(version, latest, kappa))
                .figure("minKappa", minKappa == null ? Double.NaN : minKappa)
                .figure("bothFail", matrix.truePositives())
                .figure("onlyEvaluatorFails", matrix.falsePositives())
                .figure("onlyReferenceFails", matrix.falseNegatives())
                .figure("bothPass", matrix.trueNegatives());
        kappa.ifPresent(k -> evidence.figure("kappa", k.kappa())
                .figure("kappaLower", k.lower())
                .figure("kappaUpper", k.upper()));
        figures("falsePositiveRate", matrix.falsePositives(), matrix.successes(), matrix.falsePositiveRate(), evidence);
        figures("falseNegativeRate", matrix.falseNegatives(), matrix.failures(), matrix.falseNegativeRate(), evidence);
        Group group = version.isEmpty() ? Group.ALL : Group.version(series.evaluator(), version);
        CellHistory history = context.history(new Cell(series, group));
        long trials = history.ring().trials(Window.SEVEN_DAYS);
        long failures = history.ring().failures(Window.SEVEN_DAYS);
        RoganGladen.of(failures, trials, matrix).ifPresent(corrected -> {
            WilsonInterval reported = WilsonInterval.of(failures, trials, WilsonInterval.Z_95);
            figures("failureRate", failures, trials, Optional.of(reported), evidence);
            evidence.figure("correctedFailureRate", corrected.rate())
                    .figure("correctedFailureRateLower", corrected.lower())
                    .figure("correctedFailureRateUpper", corrected.upper());
        });
        return evidence.build();
    }

    private static void figures(
            String name, long wrong, long all, Optional<WilsonInterval> interval, Evidence.Builder evidence) {
        interval.ifPresent(i -> evidence.figure(name, (double) wrong / all)
                .figure(name + "Lower", i.lower())
                .figure(name + "Upper", i.upper()));
    }

    private String note(String version, Ledger latest, Optional<CohenKappa> kappa) {
        String of = version.isEmpty() ? "" : "version " + version + ": ";
        if (latest.sum().total() < minPairs) {
            return of + latest.sum().total() + " of the " + minPairs + " pairs that are needed";
        }
        return of + latest.sum().total() + " pairs"
                + (kappa.isEmpty() ? "; both say the same of everything, so kappa is undefined" : "");
    }

    /** The latest pairs of one version, in blocks that follow each other. */
    private static final class Ledger {

        /** So many pairs are enough; older ones are forgotten, block by block. */
        static final long MOST_PAIRS = 1_000;

        private static final long BLOCK = 50;
        private static final Duration OLDEST = Duration.ofDays(30);

        private static final class Block {
            private final long start;
            private long end;
            private Pairs pairs;

            Block(long start, long end, Pairs pairs) {
                this.start = start;
                this.end = end;
                this.pairs = pairs;
            }
        }

        private final Deque<Block> blocks = new ArrayDeque<>();

        void add(Pairs more, long at) {
            Block latest = blocks.peekLast();
            if (latest == null || latest.pairs.total() >= BLOCK && at > latest.end) {
                blocks.addLast(new Block(at, at, more));
            } else {
                latest.pairs = latest.pairs.plus(more);
                latest.end = Math.max(latest.end, at);
            }
            forget(at);
        }

        private void forget(long now) {
            while (!blocks.isEmpty()
                    && (blocks.getFirst().end < now - OLDEST.toMillis()
                            || sum().total() - blocks.getFirst().pairs.total() >= MOST_PAIRS)) {
                blocks.removeFirst();
            }
        }

        Pairs sum() {
            Pairs sum = Pairs.NONE;
            for (Block block : blocks) {
                sum = sum.plus(block.pairs);
            }
            return sum;
        }

        Instant since(Instant otherwise) {
            return blocks.isEmpty() ? otherwise : Instant.ofEpochMilli(blocks.getFirst().start);
        }

        void write(StateOutput out) {
            out.whole(blocks.size());
            for (Block block : blocks) {
                out.whole(block.start);
                out.whole(block.end);
                out.whole(block.pairs.bothFail());
                out.whole(block.pairs.onlyEvaluator());
                out.whole(block.pairs.onlyReference());
                out.whole(block.pairs.bothPass());
            }
        }

        static Ledger read(StateInput in) {
            Ledger ledger = new Ledger();
            long size = in.whole();
            for (long i = 0; i < size; i++) {
                ledger.blocks.addLast(
                        new Block(in.whole(), in.whole(), new Pairs(in.whole(), in.whole(), in.whole(), in.whole())));
            }
            return ledger;
        }

        /** The records of all versions of an evaluator, and which of them judges now. */
        private static final class Keeper implements Watch {

            private static final int MAX_VERSIONS = 20;

            private final SortedMap<String, Ledger> versions = new TreeMap<>();
            private String current = "";

            /** Takes note of who judged in a pane; whether the current version is another one now. */
            boolean judges(List<String> inPane) {
                String before = current;
                for (String version : inPane) {
                    if (inPane.size() == 1 || !versions.containsKey(version)) {
                        current = version;
                    }
                    versions.computeIfAbsent(version, v -> new Ledger());
                }
                if (versions.size() > MAX_VERSIONS) {
                    versions.values().removeIf(ledger -> ledger.blocks.isEmpty());
                }
                return !current.equals(before);
            }

            void add(String version, Pairs more, Instant at) {
                versions.computeIfAbsent(version, v -> new Ledger()).add(more, at.toEpochMilli());
            }

            /** Of versions that judge no more; pairs are counted for {@link Ledger#OLDEST} only. */
            @Override
            public boolean forget(Scope scope, Instant before, Predicate<Group> known) {
                versions.values().forEach(ledger -> ledger.blocks.removeIf(block -> block.end < before.toEpochMilli()));
                versions.entrySet()
                        .removeIf(entry -> entry.getValue().blocks.isEmpty()
                                && !entry.getKey().equals(current));
                return false;
            }

            Ledger current() {
                return versions.getOrDefault(current, new Ledger());
            }

            @Override
            public void write(StateOutput out) {
                out.text(current);
                out.entries(versions, out::text, ledger -> ledger.write(out));
            }

            static Keeper read(StateInput in) {
                Keeper keeper = new Keeper();
                keeper.current = in.name();
                in.entries(keeper.versions, in::name, () -> Ledger.read(in));
                return keeper;
            }
        }
    }
}
