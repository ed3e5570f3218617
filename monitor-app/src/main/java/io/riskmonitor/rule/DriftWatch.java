package io.riskmonitor.rule;

import io.riskmonitor.pane.Distribution;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Variant;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is remembered of the drift of one group: each release and evaluator version on its own. */
final class DriftWatch implements Watch {

    /** Beyond that many, the one that was seen longest ago is forgotten. */
    private static final int MOST_VARIANTS = 8;

    /** A variant that is missing for so many windows, while others are there, was replaced. */
    private static final int GONE_AFTER = 4;

    /** A group without observations for so long is not watched any more. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(31);

    private final SortedMap<Variant, VariantDrift> variants = new TreeMap<>();

    /** Of a parent group: the groups that are watched beside it. */
    private final SortedSet<Group> children = new TreeSet<>();

    /** Of a parent group: end of the last pane, in epoch milliseconds. */
    private long upTo;

    /**
     * What is to be said of a group, and of which of its variants.
     *
     * @param newcomers variants that were not there before
     */
    record Said(Variant variant, VariantDrift.Look look, List<Variant> newcomers) {
        /** What is worst first: a breach, then one whose end is not proved, then what most is known of. */
        private static final Comparator<Said> WORST_FIRST = Comparator.comparing(
                        (Said said) -> said.look.outcome() != RuleOutcome.BREACH)
                .thenComparing(said -> said.look.outcome() == RuleOutcome.CLEAR || !said.look.breached())
                .thenComparing(said -> -said.look.observations())
                .thenComparing(Said::variant);
    }

    DriftWatch(long upTo) {
        this.upTo = upTo;
    }

    static DriftWatch read(StateInput in) {
        DriftWatch watch = new DriftWatch(in.whole());
        in.entries(watch.variants, in::variant, () -> VariantDrift.read(in));
        long size = in.whole();
        for (long i = 0; i < size; i++) {
            watch.children.add(new Group(in.name(), in.name()));
        }
        return watch;
    }

    @Override
    public void write(StateOutput out) {
        out.whole(upTo);
        out.entries(variants, out::variant, drift -> drift.write(out));
        out.whole(children.size());
        for (Group child : children) {
            out.text(child.dimension());
            out.text(child.name());
        }
    }

    /** Whether nothing was seen of it for so long that nobody waits for it. */
    boolean isGone(Instant now) {
        return isNotSeenSince(now.minus(FORGOTTEN_AFTER));
    }

    private boolean isNotSeenSince(Instant time) {
        return variants.values().stream().allMatch(variant -> variant.latest() < time.toEpochMilli());
    }

    @Override
    public boolean forget(Scope scope, Instant before, Predicate<Group> known) {
        return isNotSeenSince(before);
    }

    SortedSet<Group> children() {
        return children;
    }

    /** End of the last pane; the pane that ends at {@code paneEnd} is the last one from now on. */
    long advance(long paneEnd) {
        long before = upTo;
        upTo = Math.max(upTo, paneEnd);
        return before;
    }

    void add(Map<Variant, Distribution> seen, long paneStart, DriftRule rule) {
        seen.forEach((variant, distribution) -> {
            variants.computeIfAbsent(variant, v -> new VariantDrift(paneStart)).add(distribution, paneStart, rule);
            if (variants.size() > MOST_VARIANTS) {
                variants.values()
                        .remove(variants.values().stream()
                                .min(Comparator.comparingLong(VariantDrift::latest))
                                .orElseThrow());
            }
        });
    }

    /**
     * What is to be said of the group now that a window has ended; null if nothing.
     *
     * @param threshold average run length of all of its variants together, in windows
     */
    @Nullable
    Said close(Instant end, double threshold, DriftRule rule, RuleContext context) {
        long latest =
                variants.values().stream().mapToLong(VariantDrift::latest).max().orElse(0);
        long gone = latest - GONE_AFTER * rule.window().toMillis();
        List<Variant> newcomers = variants.size() == 1
                ? List.of()
                : variants.entrySet().stream()
                        .filter(variant -> variant.getValue().isNew(end, rule.window()))
                        .map(Map.Entry::getKey)
                        .toList();
        Said worst = null;
        for (Map.Entry<Variant, VariantDrift> variant : variants.entrySet()) {
            VariantDrift drift = variant.getValue();
            VariantDrift.Look look = drift.close(end, threshold * variants.size(), variant.getKey(), rule, context);
            if (drift.latest() < gone) {
                drift.leave();
            } else if (look != null) {
                Said said = new Said(variant.getKey(), look, newcomers);
                worst = worst == null || Said.WORST_FIRST.compare(said, worst) < 0 ? said : worst;
            }
        }
        return worst;
    }
}
