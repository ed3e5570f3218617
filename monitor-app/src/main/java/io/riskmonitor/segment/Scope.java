package io.riskmonitor.segment;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a rule remembers something about: a series in a group, a whole dimension (a group without a name), or all of the
 * application.
 *
 * @param series null where it is about no verdicts
 */
public record Scope(@Nullable Series series, Group group) implements Comparable<Scope> {

    private static final Comparator<Scope> ORDER = Comparator.comparing(
                    Scope::series, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Scope::group);

    /** The application as a whole. */
    public static final Scope APPLICATION = new Scope(null, Group.ALL);

    public static Scope of(Cell cell) {
        return new Scope(cell.series(), cell.group());
    }

    /** All groups of a dimension together. */
    public static Scope of(Series series, String dimension) {
        return new Scope(series, new Group(dimension, ""));
    }

    @Override
    public int compareTo(Scope that) {
        return ORDER.compare(this, that);
    }
}
