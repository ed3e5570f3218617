package io.riskmonitor.segment;

import java.util.Comparator;

/** The smallest thing that is counted: one series in one group. */
public record Cell(Series series, Group group) implements Comparable<Cell> {

    private static final Comparator<Cell> ORDER =
            Comparator.comparing(Cell::series).thenComparing(Cell::group);

    /** By series; within a series all traffic first, so that a parent is judged before its children. */
    @Override
    public int compareTo(Cell that) {
        return ORDER.compare(this, that);
    }
}
