package io.riskmonitor.segment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The groups seen so far in one application. Bounds what a careless publisher (a user id as a segment) can cost: groups
 * beyond the limit of their dimension count as {@link Group#OTHER}, dimensions beyond theirs as one dimension. Categories
 * of labels are bounded alike. What was not seen for {@value #FORGOTTEN_AFTER} days of event time makes room for others.
 */
public final class KnownGroups {

    /** Dimensions per application, intersections included. */
    public static final int MAX_DIMENSIONS = 32;

    /** Days without a sign of a group after which it is forgotten. */
    public static final int FORGOTTEN_AFTER = 31;

    /** A day of which nobody knows which one it was. */
    public static final int UNKNOWN_DAY = Integer.MIN_VALUE;

    // dimension, or label, to its names to the day on which each was seen last
    private final Map<String, Map<String, Integer>> groups = new HashMap<>();
    private final Map<String, Map<String, Integer>> categories = new HashMap<>();
    private int today = UNKNOWN_DAY;

    public KnownGroups() {}

    /** Groups as stored; {@link #byDimension} and {@link #byLabel} take the rest. */
    public KnownGroups(int today) {
        this.today = today;
    }

    /** What {@link #admit} did with a group. */
    public enum Outcome {
        KNOWN,
        /** Known, and seen for the first time on this day, which has to be stored. */
        SEEN_AGAIN,
        NEW,
        OVERFLOW
    }

    /** Remembers the group if there is room for it. */
    public Outcome admit(Group group, int maxGroups) {
        Map<String, Integer> names = groups.get(group.dimension());
        if (names == null) {
            if (groups.size() >= MAX_DIMENSIONS) {
                return Outcome.OVERFLOW;
            }
            names = new HashMap<>();
            groups.put(group.dimension(), names);
        }
        return admit(group.name(), names, maxGroups);
    }

    /** Remembers the category of a label that a rule reads if there is room for it; what is not counts as {@link Group#OTHER}. */
    public Outcome admitCategory(String label, String category, int maxCategories) {
        return admit(category, categories.computeIfAbsent(label, l -> new HashMap<>()), maxCategories);
    }

    private Outcome admit(String name, Map<String, Integer> names, int max) {
        Integer seen = names.get(name);
        if (seen != null && seen == today) {
            return Outcome.KNOWN;
        }
        if (seen == null && names.size() >= max) {
            return Outcome.OVERFLOW;
        }
        names.put(name, today);
        return seen == null ? Outcome.NEW : Outcome.SEEN_AGAIN;
    }

    /**
     * Another day begins: forgets what was not seen for long.
     *
     * @param day of event time, counted from 1970-01-01
     * @return whether anything is left
     */
    public boolean beginDay(int day) {
        boolean firstEver = today == UNKNOWN_DAY;
        today = day;
        for (Map<String, Map<String, Integer>> all : List.of(groups, categories)) {
            for (Map<String, Integer> names : all.values()) {
                if (firstEver) {
                    names.replaceAll((name, seen) -> day);
                }
                names.values().removeIf(seen -> seen < day - FORGOTTEN_AFTER);
            }
            all.values().removeIf(Map::isEmpty);
        }
        return !groups.isEmpty() || !categories.isEmpty();
    }

    /** Where a group counts that there was no room for. */
    public Group overflowOf(Group group) {
        return new Group(groups.containsKey(group.dimension()) ? group.dimension() : Group.OTHER, Group.OTHER);
    }

    /** The day that it is, or {@link #UNKNOWN_DAY}; for storing. */
    public int today() {
        return today;
    }

    /** Dimension to the names of its groups, each with the day on which it was seen last; for storing. */
    public Map<String, Map<String, Integer>> byDimension() {
        return groups;
    }

    /** The same of labels and their categories. */
    public Map<String, Map<String, Integer>> byLabel() {
        return categories;
    }
}
