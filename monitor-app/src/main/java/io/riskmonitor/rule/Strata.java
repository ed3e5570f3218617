package io.riskmonitor.rule;

import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.pane.WindowRing.Window;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Segmentation;
import io.riskmonitor.segment.Series;
import io.riskmonitor.stats.MantelHaenszel;
import io.riskmonitor.stats.MantelHaenszel.Stratum;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The groups of a dimension within the strata of another one, from the rolling windows of their intersection. */
final class Strata {

    private final String dimension;
    private final String stratifyBy;
    private final Series series;
    private final RuleContext context;
    private final Map<Window, SortedMap<String, SortedMap<String, Counted>>> byWindow = new EnumMap<>(Window.class);

    private record Counted(long trials, long failures) {
        Counted plus(Counted that) {
            return new Counted(trials + that.trials, failures + that.failures);
        }
    }

    /**
     * A group against the rest.
     *
     * @param crude ratio of failure rates without regard to strata; NaN without both sides
     * @param within the comparison of what is in the same stratum
     */
    record Compared(double crude, MantelHaenszel within) {

        /**
         * Whether the mix explains the difference: within the strata it is tolerable and less than half as large. Both are of
         * one window, which may be longer than the harm has lasted, so that both look smaller than they are.
         */
        boolean explained(double maxRatio) {
            return crude > 1
                    && within.riskRatio() <= maxRatio
                    && StrictMath.log(within.riskRatio()) <= StrictMath.log(crude) / 2;
        }
    }

    Strata(String dimension, String stratifyBy, Series series, RuleContext context) {
        this.dimension = dimension;
        this.stratifyBy = stratifyBy;
        this.series = series;
        this.context = context;
    }

    /** Compares over the shortest window that reaches back to this time. */
    Compared compare(Group group, Instant since) {
        List<Stratum> strata = new ArrayList<>();
        Counted ours = new Counted(0, 0);
        Counted theirs = ours;
        for (SortedMap<String, Counted> groups :
                byWindow.computeIfAbsent(window(since), this::count).values()) {
            Counted in = groups.getOrDefault(group.name(), new Counted(0, 0));
            Counted all = groups.values().stream().reduce(new Counted(0, 0), Counted::plus);
            Counted out = new Counted(all.trials - in.trials, all.failures - in.failures);
            strata.add(new Stratum(in.failures, in.trials, out.failures, out.trials));
            ours = ours.plus(in);
            theirs = theirs.plus(out);
        }
        double crude = ((double) ours.failures / ours.trials) / ((double) theirs.failures / theirs.trials);
        return new Compared(crude, MantelHaenszel.of(strata));
    }

    private Window window(Instant since) {
        Duration back = Duration.between(since, context.paneEnd());
        for (Window window : Window.values()) {
            if (window.length().compareTo(back) >= 0) {
                return window;
            }
        }
        return Window.THIRTY_DAYS;
    }

    /** Stratum to group to what was counted there. */
    private SortedMap<String, SortedMap<String, Counted>> count(Window window) {
        SortedMap<String, SortedMap<String, Counted>> strata = new TreeMap<>();
        Set<String> wanted = new HashSet<>(Segmentation.parts(dimension));
        wanted.add(stratifyBy);
        for (Group group : context.groups(series)) {
            List<String> dimensions = Segmentation.parts(group.dimension());
            List<String> names = Segmentation.parts(group.name());
            // a name that has a plus itself, or takes the overflow, is in no stratum
            if (dimensions.size() != wanted.size()
                    || !wanted.containsAll(dimensions)
                    || names.size() != dimensions.size()) {
                continue;
            }
            WindowRing ring = context.history(new Cell(series, group)).ring();
            ring.advanceTo(context.paneStart().toEpochMilli());
            String stratum = names.get(dimensions.indexOf(stratifyBy));
            String name = Segmentation.intersection(Segmentation.parts(dimension).stream()
                    .map(part -> names.get(dimensions.indexOf(part)))
                    .toList());
            strata.computeIfAbsent(stratum, s -> new TreeMap<>())
                    .merge(name, new Counted(ring.trials(window), ring.failures(window)), Counted::plus);
        }
        return strata;
    }
}
