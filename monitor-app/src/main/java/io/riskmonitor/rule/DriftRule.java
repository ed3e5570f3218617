package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import io.riskmonitor.pane.Distribution;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Series;
import io.riskmonitor.segment.Variant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Breaches when a label, a measure or the scores of an evaluator are distributed otherwise than in a frozen baseline: when
 * the population stability index of a window is large, and the evidence of all windows together is beyond chance.
 *
 * <p>Every release and evaluator version has its own baseline; a new one is not drift. Windows do not overlap. One with too
 * few observations goes on until it has enough.
 *
 * @param watched what is watched
 * @param baseline when it learns what is normal
 * @param window how long one comparison lasts, at least
 * @param minPsi smallest population stability index that matters, beyond what chance adds to it, greater than 0
 */
public record DriftRule(RuleBasics basics, Feature watched, Learning baseline, Duration window, double minPsi)
        implements Rule {

    static final RuleKind KIND = new RuleKind("drift", DriftRule::read, DriftWatch::read);

    public static final double DEFAULT_MIN_PSI = 0.1;

    public static final Duration DEFAULT_WINDOW = Duration.ofHours(1);

    private static final List<String> FEATURES = List.of("label", "measure", "score");
    private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(30);
    private static final double HIGHEST_MIN_PSI = 10;

    /** Bins that are named in the sentence of an alert, at most; the evidence has more. */
    private static final int MOST_NAMED = 3;

    /** A bin is named if it moved at least by this share of what the first one did. */
    private static final double WORTH_NAMING = 0.1;

    public DriftRule {
        if (!(minPsi > 0 && minPsi < HIGHEST_MIN_PSI)) {
            throw new IllegalArgumentException("minPsi must be in (0, " + HIGHEST_MIN_PSI + "), got " + minPsi);
        }
        if (window.toMillis() < 1) {
            throw new IllegalArgumentException("window must be at least 1 ms, got " + window);
        }
    }

    private static @Nullable Rule read(Section section, Optional<RuleBasics> basics) {
        Feature watched = feature(section, basics);
        section.require("baseline");
        Learning baseline = Learning.read(section);
        section.section("baseline")
                .filter(declared -> declared.has("minFailures"))
                .ifPresent(declared -> declared.problem("minFailures", "is only for rules about failures"));
        Duration window = section.duration("window", SHORTEST_WINDOW, LONGEST_WINDOW, DEFAULT_WINDOW);
        Double minPsi = section.number("minPsi", 0, HIGHEST_MIN_PSI);
        basics.ifPresent(declared -> checkGroups(section, declared));
        return basics.isEmpty() || watched == null || baseline == null
                ? null
                : new DriftRule(
                        ofAllTraffic(basics.get(), watched),
                        watched,
                        baseline,
                        window,
                        Objects.requireNonNullElse(minPsi, DEFAULT_MIN_PSI));
    }

    private static @Nullable Feature feature(Section section, Optional<RuleBasics> basics) {
        List<String> named = FEATURES.stream().filter(section::has).toList();
        String label = section.text("label");
        String measure = section.text("measure");
        String evaluator = section.text("score");
        if (named.size() != 1) {
            section.problem(
                    named.isEmpty() ? "label" : named.get(1),
                    "one of label, measure and score is required, got "
                            + (named.isEmpty() ? "none" : String.join(", ", named)));
            return null;
        }
        if (section.has("evaluator")) {
            section.problem("evaluator", "is not possible; name the evaluator of scores with the key score");
        }
        if (section.has("score")) {
            section.require("category");
            return evaluator == null || basics.isEmpty() || basics.get().category() == null
                    ? null
                    : Feature.score(new Series(basics.get().category(), evaluator));
        }
        if (section.has("category")) {
            section.problem("category", "is only for score");
        }
        return label != null ? Feature.label(label) : measure != null ? Feature.measure(measure) : null;
    }

    private static void checkGroups(Section section, RuleBasics basics) {
        if (basics.parent().dimension().equals(Group.RELEASE)) {
            section.problem("where.release", "is not possible: every release is compared with its own baseline");
        }
        Set<String> dimensions = basics.children() == null ? Set.of() : basics.children();
        Stream.of(Group.RELEASE, Group.EVALUATOR)
                .filter(dimensions::contains)
                .forEach(dimension -> section.problem(
                        "dimensions", "'" + dimension + "' is not possible: each has its own baseline anyway"));
    }

    /** Groups are watched only where the owner names their dimensions. */
    private static RuleBasics ofAllTraffic(RuleBasics basics, Feature watched) {
        return new RuleBasics(
                basics.id(),
                basics.severity(),
                basics.category(),
                watched.category() == null ? null : watched.name(),
                basics.parent(),
                basics.children() == null ? Set.of() : basics.children());
    }

    @Override
    public String kind() {
        return KIND.name();
    }

    @Override
    public String basis() {
        return watched + " against " + baseline;
    }

    @Override
    public Optional<Feature> feature() {
        return Optional.of(watched);
    }

    /** All traffic and its groups are one family. */
    @Override
    public int families(SeenCells seen) {
        return 1;
    }

    @Override
    public Outlook outlook(double trialsPerHour, double threshold) {
        double learned =
                trialsPerHour * Learning.MOST_LENGTHS * baseline.length().toMinutes() / 60;
        long needed = Math.max(baseline.minTrials(), VariantDrift.FEWEST_LEARNED);
        if (learned < needed) {
            return Outlook.blind(String.format(
                    Locale.ROOT,
                    "%s: too little traffic, a baseline of ten bins needs %d observations and would never have them",
                    watched,
                    needed));
        }
        double hours = Math.max(window.toMinutes() / 60.0, Math.ceil(VariantDrift.FEWEST_COMPARED / trialsPerHour));
        return Outlook.sees(String.format(
                Locale.ROOT, "%s: a PSI above %.2f, compared every %.1f h in ten bins", watched, minPsi, hours));
    }

    /** Start of the window that holds a time, both in epoch milliseconds. */
    long windowStart(long time) {
        return time - Math.floorMod(time, window.toMillis());
    }

    @Override
    public void judge(RuleContext context) {
        SortedMap<Group, SortedMap<Variant, Distribution>> seen = seen(context.tally());
        long start = context.paneStart().toEpochMilli();
        long end = context.paneEnd().toEpochMilli();
        DriftWatch parent = watch(basics.parent(), context);
        seen.keySet().stream().filter(basics::watchesChild).forEach(parent.children()::add);
        long judged = parent.advance(end);
        long endedBefore = windowStart(judged) + window.toMillis();
        boolean before = endedBefore <= start;
        boolean now = windowStart(end) > start;
        SortedSet<Group> groups = new TreeSet<>(seen.keySet());
        groups.add(basics.parent());
        if (before || now) {
            groups.addAll(parent.children());
        }
        for (Group group : groups) {
            DriftWatch watch = watch(group, context);
            if (before) {
                close(group, watch, Instant.ofEpochMilli(endedBefore), parent, context);
            }
            watch.add(seen.getOrDefault(group, new TreeMap<>()), start, this);
            if (watch.isGone(context.paneEnd())) {
                parent.children().remove(group);
            }
            if (now) {
                close(group, watch, Instant.ofEpochMilli(windowStart(end)), parent, context);
            }
        }
    }

    private SortedMap<Group, SortedMap<Variant, Distribution>> seen(Tally tally) {
        SortedMap<Group, SortedMap<Variant, Distribution>> seen = new TreeMap<>();
        tally.slices().forEach((key, slice) -> {
            if (readsFeatureIn(key)) {
                slice.distributions().forEach((facet, distribution) -> {
                    if (facet.feature().equals(watched)) {
                        seen.computeIfAbsent(key.group(), group -> new TreeMap<>())
                                .put(new Variant(key.release(), facet.version()), distribution);
                    }
                });
            }
        });
        return seen;
    }

    private DriftWatch watch(Group group, RuleContext context) {
        return context.watch(
                scope(group), () -> new DriftWatch(context.paneStart().toEpochMilli()));
    }

    private Scope scope(Group group) {
        return new Scope(watched.series(), group);
    }

    private void close(Group group, DriftWatch watch, Instant end, DriftWatch parent, RuleContext context) {
        int children = parent.children().size();
        double panes = context.threshold(group, basics.parent(), children);
        double pane = Duration.between(context.paneStart(), context.paneEnd()).toMillis();
        double windows = Math.max(1, panes * pane / window.toMillis());
        DriftWatch.Said said = watch.close(end, windows, this, context);
        if (said != null) {
            Evidence evidence = said.look().evidence();
            String claim = claim(said.look().outcome(), evidence);
            if (!said.newcomers().isEmpty()) {
                evidence = evidence.noted(
                        said.newcomers().stream().map(Variant::toString).collect(Collectors.joining(", "))
                                + " is new and learns a baseline of its own: it is not compared with what was before");
            }
            Finding finding = Finding.of(
                    this,
                    context,
                    watched.category(),
                    basics.evaluator(),
                    group,
                    said.look().outcome(),
                    claim,
                    evidence);
            if (said.newcomers().isEmpty()) {
                context.report(scope(group), finding);
            } else {
                context.announce(scope(group), finding);
            }
        }
    }

    private String claim(RuleOutcome outcome, Evidence evidence) {
        String moved = "has moved from its baseline in " + watched;
        if (outcome != RuleOutcome.BREACH) {
            return moved;
        }
        List<Evidence.Moved> bins = evidence.moved();
        String named = bins.stream()
                .filter(bin -> bin.contribution() >= WORTH_NAMING * bins.get(0).contribution())
                .limit(MOST_NAMED)
                .map(bin -> String.format(
                        Locale.ROOT, "%s %.1f %% → %.1f %%", bin.bin(), bin.expected() * 100, bin.observed() * 100))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT, "%s (PSI %.2f): %s", moved, evidence.figures().get("psi"), named);
    }
}
