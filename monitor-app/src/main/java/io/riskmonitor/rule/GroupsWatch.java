package io.riskmonitor.rule;

import io.riskmonitor.pane.CellHistory.Kept;
import io.riskmonitor.pane.PaneCells.CellCounts;
import io.riskmonitor.rule.Sides.Side;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Series;
import io.riskmonitor.stats.EBenjaminiHochberg;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Each group of one dimension against the rest of it, in one series. What is in no group of the dimension is in no rest.
 *
 * <p>Not thread-safe.
 */
final class GroupsWatch implements Watch {

    /** Largest mean share of wrong ones among the groups that the report of a day selects. */
    private static final double DAILY_ALPHA = 0.05;

    private static final long NO_DAY = Long.MIN_VALUE;

    private final SortedMap<String, Member> members = new TreeMap<>();

    /** What all groups had, ever. */
    private Side all = Side.NONE;

    private long day = NO_DAY;

    /** What a group had since its last batch, how it compares, and what the report of the last day said. */
    private static final class Member {
        private Instant batchStart;
        private Side allBefore;
        private Side open = Side.NONE;
        private final Contrast contrast;
        private double logE = Double.NaN;
        private boolean selected;

        Member(Instant batchStart, Side allBefore, Contrast contrast) {
            this.batchStart = batchStart;
            this.allBefore = allBefore;
            this.contrast = contrast;
        }

        static Member read(StateInput in) {
            Member member = new Member(Instant.ofEpochMilli(in.whole()), Side.read(in), Contrast.read(in));
            member.open = Side.read(in);
            member.logE = in.number();
            member.selected = in.flag();
            return member;
        }

        void write(StateOutput out) {
            out.whole(batchStart.toEpochMilli());
            allBefore.write(out);
            contrast.write(out);
            open.write(out);
            out.number(logE);
            out.flag(selected);
        }
    }

    static GroupsWatch read(StateInput in) {
        GroupsWatch watch = new GroupsWatch();
        in.entries(watch.members, in::name, () -> Member.read(in));
        watch.all = Side.read(in);
        watch.day = in.whole();
        return watch;
    }

    @Override
    public void write(StateOutput out) {
        out.entries(members, out::text, member -> member.write(out));
        all.write(out);
        out.whole(day);
    }

    @Override
    public boolean forget(Scope scope, Instant before, Predicate<Group> known) {
        String dimension = scope.group().dimension();
        members.keySet().removeIf(name -> !known.test(new Group(dimension, name)));
        return false;
    }

    /** What the groups of a dimension had in a pane, in the series that a rule reads. */
    static SortedMap<Series, SortedMap<Group, Side>> seen(RuleContext context, RuleBasics basics, String dimension) {
        SortedMap<Series, SortedMap<Group, Side>> seen = new TreeMap<>();
        context.cells().byCell().forEach((cell, counts) -> {
            if (cell.group().dimension().equals(dimension) && basics.watches(cell.series())) {
                seen.computeIfAbsent(cell.series(), s -> new TreeMap<>())
                        .put(cell.group(), side(cell, counts, context));
            }
        });
        return seen;
    }

    private static Side side(Cell cell, CellCounts counts, RuleContext context) {
        Kept kept = context.history(cell).feed(counts).values().stream().reduce(Kept.NONE, Kept::plus);
        return Side.of(kept, counts.total());
    }

    /**
     * Logarithm of the average run length that the budget leaves for each of these detectors: there is no parent, so the
     * groups share all of the family's part.
     *
     * @param detectors of each group
     */
    static double logThreshold(RuleContext context, Series series, String dimension, int detectors) {
        long groups = context.groups(series).stream()
                .filter(group -> group.dimension().equals(dimension))
                .count();
        return StrictMath.log(context.parentThreshold(0) * Math.max(1, groups) * detectors);
    }

    /**
     * Takes in a pane. A batch of a group ends with the pane in which both the group and the rest have first
     * trials.
     *
     * @param together a batch that takes longer is given up: its two sides would be of different times
     */
    void take(SortedMap<Group, Side> pane, Duration together, RuleContext context) {
        closeDay(context.paneStart());
        Side before = all;
        for (Side side : pane.values()) {
            all = all.plus(side);
        }
        pane.forEach((group, more) -> {
            Member member = members.computeIfAbsent(
                    group.name(), name -> new Member(context.paneStart(), before, new Contrast(context.paneStart())));
            if (member.batchStart.plus(together).isBefore(context.paneStart())) {
                member.batchStart = context.paneStart();
                member.allBefore = before;
                member.open = Side.NONE;
            }
            member.open = member.open.plus(more);
            Side rest = all.minus(member.allBefore).minus(member.open);
            if (member.open.firsts() > 0 && rest.firsts() > 0) {
                member.contrast.take(new Sides(member.batchStart, member.open, rest));
                member.batchStart = context.paneEnd();
                member.allBefore = all;
                member.open = Side.NONE;
            }
        });
    }

    /** Selects, once a day, the groups that were worse on the day before. */
    private void closeDay(Instant now) {
        long today = LocalDate.ofInstant(now, ZoneOffset.UTC).toEpochDay();
        if (day != NO_DAY && today > day) {
            double[] logE = members.values().stream()
                    .mapToDouble(m -> m.contrast.closeDay())
                    .toArray();
            boolean[] selected = EBenjaminiHochberg.select(logE, DAILY_ALPHA);
            int i = 0;
            for (Member member : members.values()) {
                member.logE = logE[i];
                member.selected = selected[i];
                i++;
            }
        }
        day = Math.max(day, today);
    }

    /** How a group that was seen compares. */
    Contrast contrast(Group group) {
        return member(group).contrast;
    }

    /** Adds what the report of the last day that ended says of a group. */
    Evidence.Builder withLastDay(Group group, Evidence.Builder evidence) {
        Member member = member(group);
        return Double.isNaN(member.logE)
                ? evidence
                : evidence.figure("lastDayLogE", member.logE).figure("lastDaySelected", member.selected ? 1 : 0);
    }

    private Member member(Group group) {
        Member member = members.get(group.name());
        if (member == null) {
            throw new IllegalArgumentException(group + " was never seen");
        }
        return member;
    }
}
