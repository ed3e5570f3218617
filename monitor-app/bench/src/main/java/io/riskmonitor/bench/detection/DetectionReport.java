package io.riskmonitor.bench.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All simulations, and what came out as tables. */
public record DetectionReport(
        Scale scale,
        long seed,
        List<Kept> rates,
        List<Delays.Change> changes,
        List<Disparity.Outcome> disparity,
        List<DisparityInConversations.Outcome> conversations,
        List<Drift.Outcome> drift,
        MixShift.Outcome mixShift) {

    private static final double WANTED_RATIO = 1.2;
    private static final double WANTED_POWER = 0.85;

    /**
     * Simulates.
     *
     * @param progress hears what comes next
     */
    public static DetectionReport simulate(Scale scale, long seed, Consumer<String> progress) {
        Draws draws = new Draws(seed);
        FalseAlarms falseAlarms = new FalseAlarms(scale, draws);
        progress.accept("false alarms at steady rates");
        SortedMap<Double, Kept> steady = falseAlarms.steady();
        progress.accept("false alarms where it is harder");
        List<Kept> rates = new ArrayList<>(steady.values());
        rates.addAll(falseAlarms.others());
        progress.accept("delays");
        List<Delays.Change> changes = new Delays(scale, draws).all(steady);
        progress.accept("disparity");
        List<Disparity.Outcome> disparity = new Disparity(scale, draws).all();
        progress.accept("disparity in conversations");
        List<DisparityInConversations.Outcome> conversations = new DisparityInConversations(scale, draws).all();
        progress.accept("drift");
        List<Drift.Outcome> drift = new Drift(scale, draws).all();
        progress.accept("mix shift");
        MixShift.Outcome mixShift = new MixShift(scale, draws).run();
        return new DetectionReport(scale, seed, rates, changes, disparity, conversations, drift, mixShift);
    }

    /** Regimes in which more false alarms came than were promised, beyond doubt. */
    public List<String> broken() {
        return Stream.of(
                        rates.stream(),
                        disparity.stream().flatMap(outcome -> outcome.promises().stream()),
                        conversations.stream().map(DisparityInConversations.Outcome::equal),
                        drift.stream().map(Drift.Outcome::both),
                        Stream.of(mixShift.strata()))
                .flatMap(kept -> kept)
                .filter(Kept::broken)
                .map(Kept::regime)
                .toList();
    }

    public String markdown() {
        StringBuilder page = new StringBuilder();
        falseAlarms(page);
        delays(page);
        disparity(page);
        conversations(page);
        drift(page);
        mixShift(page);
        line(page, "c = %,d, seed %d.", scale.threshold(), seed);
        return page.toString();
    }

    private void falseAlarms(StringBuilder page) {
        line(page, "### False alarms");
        line(page, "");
        line(page, "| regime | panes | promised at most | alarms | of what is promised | 99 %% interval |");
        line(page, "|---|---|---|---|---|---|");
        for (Kept kept : rates) {
            line(
                    page,
                    "| %s | %,d | %s | %,d | %s |",
                    kept.regime(),
                    kept.panes(),
                    promised(kept),
                    kept.alarms(),
                    spent(kept));
        }
        line(page, "");
    }

    private static String promised(Kept kept) {
        return kept.binding() ? text("%,.1f", kept.promised()) : "nothing";
    }

    private static String spent(Kept kept) {
        return text(
                "%.2f%s | %.2f–%.2f", kept.spent(), kept.broken() ? " **broken**" : "", kept.atLeast(), kept.atMost());
    }

    private void delays(StringBuilder page) {
        line(page, "### Delays");
        line(page, "");
        String names = changes.get(0).others().stream()
                .map(other -> " " + other.name() + " |")
                .collect(Collectors.joining());
        line(page, "| change | verdicts per false alarm | ours | CUSUM that knows | ratio |%s", names);
        line(
                page,
                "|---|---|---|---|---|%s",
                "---|".repeat(changes.get(0).others().size()));
        for (Delays.Change change : changes) {
            String others = change.others().stream()
                    .map(other -> " " + delay(other.spread()) + " |")
                    .collect(Collectors.joining());
            line(
                    page,
                    "| %s → %s | %,.0f | %s | %s | %.2f |%s",
                    Percent.of(change.p0()),
                    Percent.of(change.p0() * change.factor()),
                    change.falseAlarms(),
                    delay(change.ours()),
                    delay(change.knowing()),
                    change.ratio(),
                    others);
        }
        line(page, "");
        List<String> slow = changes.stream()
                .filter(change -> change.ratio() > WANTED_RATIO)
                .map(change -> text(
                        "%s → %s (%.2f)",
                        Percent.of(change.p0()), Percent.of(change.p0() * change.factor()), change.ratio()))
                .toList();
        line(
                page,
                "Wanted: a ratio of at most %.1f. %s",
                WANTED_RATIO,
                slow.isEmpty() ? "Met." : "**Missed** for " + String.join(", ", slow) + ".");
        line(page, "");
    }

    private static String delay(Delays.Spread spread) {
        return bounded(spread.median(), spread.cap()) + " / " + bounded(spread.p95(), spread.cap());
    }

    private static String bounded(long delay, long cap) {
        return text(delay < cap ? "%,d" : "> %,d", delay);
    }

    private void disparity(StringBuilder page) {
        line(page, "### Disparity");
        line(page, "");
        line(
                page,
                "| test | flagged, 2 %% in both | flagged, 8 %% in both | found, 8 %% in the group, 2 %% in the rest |");
        line(page, "|---|---|---|---|");
        for (Disparity.Outcome outcome : disparity) {
            line(
                    page,
                    "| %s | %s | %s | %s |",
                    outcome.test(),
                    share(outcome.equal()),
                    share(outcome.bothHigh()),
                    share(outcome.harmed()));
        }
        line(page, "");
        double power = share(disparity.get(0).harmed().alarms());
        line(
                page,
                "Of %,d pairs each. Wanted: at most 1 %% flagged wrongly; at least %.0f %% found, %s.",
                scale.pairs(),
                WANTED_POWER * 100,
                power >= WANTED_POWER ? "met" : "**missed**");
        line(page, "");
    }

    private void conversations(StringBuilder page) {
        line(page, "### Disparity in conversations");
        line(page, "");
        line(
                page,
                "| correlation, and what counts | looks | promised at most | alarms | of what is promised | 99 %% interval | verdicts of the group until 8 %% against 2 %% is found |");
        line(page, "|---|---|---|---|---|---|---|");
        for (DisparityInConversations.Outcome outcome : conversations) {
            Kept equal = outcome.equal();
            line(
                    page,
                    "| %s | %,d | %s | %,d | %s | %,d |",
                    equal.regime(),
                    equal.panes(),
                    promised(equal),
                    equal.alarms(),
                    spent(equal),
                    outcome.verdicts());
        }
        line(page, "");
    }

    private String share(Kept kept) {
        return text("%.1f %%%s", 100 * share(kept.alarms()), kept.broken() ? " **broken**" : "");
    }

    private double share(long pairs) {
        return (double) pairs / scale.pairs();
    }

    private void drift(StringBuilder page) {
        line(page, "### Drift");
        line(page, "");
        line(
                page,
                "| windows of | windows | promised at most | alarms | of what is promised | 99 %% interval | two-sample χ² only | PSI > 0.1 only |");
        line(page, "|---|---|---|---|---|---|---|---|");
        for (Drift.Outcome outcome : drift) {
            Kept both = outcome.both();
            line(
                    page,
                    "| %,d | %,d | %s | %,d | %s | %,d | %,d |",
                    outcome.size(),
                    both.panes(),
                    promised(both),
                    both.alarms(),
                    spent(both),
                    outcome.twoSample().alarms(),
                    outcome.sizeOnly().alarms());
        }
        line(page, "");
    }

    private void mixShift(StringBuilder page) {
        Kept strata = mixShift.strata();
        line(page, "### Mix shift");
        line(page, "");
        line(
                page,
                "In %,d shifts the strata, whose rates do not change, alarmed %,d times in %,d panes; promised are at most %s. All traffic alarmed in %,d.",
                mixShift.runs(),
                strata.alarms(),
                strata.panes(),
                promised(strata),
                mixShift.overall());
        line(page, "");
    }

    private static void line(StringBuilder page, String format, Object... values) {
        page.append(values.length == 0 ? format.replace("%%", "%") : text(format, values))
                .append('\n');
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
