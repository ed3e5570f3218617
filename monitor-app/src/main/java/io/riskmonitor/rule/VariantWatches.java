package io.riskmonitor.rule;

import io.riskmonitor.pane.Baseline;
import io.riskmonitor.pane.CellHistory.Kept;
import io.riskmonitor.segment.Variant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a rule about failure rates remembers of one cell: of every variant its baseline, and the detectors. */
final class VariantWatches implements Watch {

    /** More variants at a time are no releases; what was not seen for longest is forgotten. */
    static final int MAX_VARIANTS = 16;

    /** A variant without trials for so long, while others have some, was replaced. */
    static final Duration REPLACED_AFTER = Duration.ofDays(1);

    /** One variant. */
    static final class VariantWatch {
        private final @Nullable Baseline baseline;
        private Instant seen;
        private long trials;
        private long failures;
        private @Nullable RateWatch worse;
        private @Nullable RateWatch better;

        VariantWatch(@Nullable Baseline baseline, Instant seen) {
            this.baseline = baseline;
            this.seen = seen;
        }

        /** Null where the rule learns none. */
        @Nullable
        Baseline baseline() {
            return baseline;
        }

        boolean breached() {
            return worse != null && worse.breached();
        }

        /** Takes note of what feeds the detectors. */
        void count(Kept kept) {
            trials += kept.trials();
            failures += kept.failures();
        }

        /** Trials since it was first seen, of every conversation up to its first failure. */
        long trials() {
            return trials;
        }

        /** Failures among these. */
        long failures() {
            return failures;
        }

        /** Learns from a pane that is not watched as normal yet; what is in breach is not normal. */
        void learn(Instant at, Kept kept, boolean suspect) {
            if (baseline != null && !suspect) {
                baseline.add(at, kept.trials(), kept.failures());
            }
        }

        /** Looks for a rise above {@code p0}; starts anew where it looked for one above another. */
        RateWatch worseThan(double p0, Instant at) {
            if (worse == null || worse.p0() != p0) {
                worse = new RateWatch(p0, at);
            }
            return worse;
        }

        /** Looks for a fall below what is plausible for the baseline. */
        RateWatch betterThan(double lower, Instant at) {
            if (better == null) {
                better = RateWatch.improvement(lower, at);
            }
            return better;
        }

        private void write(StateOutput out) {
            out.flag(baseline != null);
            if (baseline != null) {
                Baseline.Needs needs = baseline.needs();
                out.text(baseline.id());
                out.whole(needs.start().toEpochMilli());
                out.whole(needs.end().toEpochMilli());
                out.whole(needs.latest().toEpochMilli());
                out.whole(needs.trials());
                out.whole(needs.failures());
                out.whole(baseline.trials());
                out.whole(baseline.failures());
                out.flag(baseline.isFrozen());
                out.flag(baseline.state() == Baseline.State.LEARNING);
            }
            out.whole(seen.toEpochMilli());
            out.whole(trials);
            out.whole(failures);
            for (RateWatch watch : new RateWatch[] {worse, better}) {
                out.flag(watch != null);
                if (watch != null) {
                    watch.write(out);
                }
            }
        }

        private static VariantWatch read(StateInput in) {
            Baseline baseline = in.flag()
                    ? new Baseline(
                            in.name(),
                            new Baseline.Needs(time(in), time(in), time(in), in.whole(), in.whole()),
                            in.whole(),
                            in.whole(),
                            state(in.flag(), in.flag()))
                    : null;
            VariantWatch watch = new VariantWatch(baseline, time(in));
            watch.trials = in.whole();
            watch.failures = in.whole();
            watch.worse = in.flag() ? RateWatch.read(in) : null;
            watch.better = in.flag() ? RateWatch.read(in) : null;
            return watch;
        }

        private static Baseline.State state(boolean frozen, boolean learning) {
            if (frozen) {
                return Baseline.State.FROZEN;
            }
            return learning ? Baseline.State.LEARNING : Baseline.State.INSUFFICIENT;
        }

        private static Instant time(StateInput in) {
            return Instant.ofEpochMilli(in.whole());
        }
    }

    private final SortedMap<Variant, VariantWatch> byVariant = new TreeMap<>();

    static VariantWatches read(StateInput in) {
        VariantWatches watches = new VariantWatches();
        in.entries(watches.byVariant, in::variant, () -> VariantWatch.read(in));
        return watches;
    }

    @Override
    public void write(StateOutput out) {
        out.entries(byVariant, out::variant, watch -> watch.write(out));
    }

    /** Null where the variant was never seen. */
    @Nullable
    VariantWatch get(Variant variant) {
        return byVariant.get(variant);
    }

    /**
     * The variant has trials.
     *
     * @return whether it was not known
     */
    boolean see(Variant variant, Instant at, Supplier<@Nullable Baseline> start) {
        VariantWatch known = byVariant.get(variant);
        if (known != null) {
            known.seen = at;
            return false;
        }
        byVariant.put(variant, new VariantWatch(start.get(), at));
        if (byVariant.size() > MAX_VARIANTS) {
            byVariant.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(variant))
                    .min(Comparator.comparing(entry -> entry.getValue().seen))
                    .map(Map.Entry::getKey)
                    .ifPresent(byVariant::remove);
        }
        return true;
    }

    /** The variants that were not replaced by others, in their order. */
    List<Variant> live() {
        Instant latest = byVariant.values().stream()
                .map(watch -> watch.seen)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MAX);
        List<Variant> live = new ArrayList<>(byVariant.size());
        byVariant.forEach((variant, watch) -> {
            if (watch.seen.plus(REPLACED_AFTER).isAfter(latest)) {
                live.add(variant);
            }
        });
        return live;
    }
}
