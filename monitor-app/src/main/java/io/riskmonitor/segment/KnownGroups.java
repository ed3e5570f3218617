package io.riskmonitor.segment;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The groups seen so far in one application. Bounds what a careless publisher (a user id as a segment) can cost: groups
 * beyond the limit of their dimension count as {@link Group#OTHER}, dimensions beyond theirs as one dimension. Categories
 * of labels are bounded alike.
 */
public final class KnownGroups {

    /** Dimensions per application, intersections included. */
    public static final int MAX_DIMENSIONS = 32;

    private final Map<String, Set<String>> groups = new HashMap<>();
    private final Map<String, Set<String>> categories = new HashMap<>();

    /** What {@link #admit} did with a group. */
    public enum Outcome {
        KNOWN,
        NEW,
        OVERFLOW
    }

    /** Remembers the group if there is room for it. */
    public Outcome admit(Group group, int maxGroups) {
        Set<String> names = groups.get(group.dimension());
        if (names == null) {
            if (groups.size() >= MAX_DIMENSIONS) {
                return Outcome.OVERFLOW;
            }
            names = new HashSet<>();
            groups.put(group.dimension(), names);
        }
        return admit(group.name(), names, maxGroups);
    }

    /** Remembers the category of a label that a rule reads if there is room for it; what is not counts as {@link Group#OTHER}. */
    public Outcome admitCategory(String label, String category, int maxCategories) {
        return admit(category, categories.computeIfAbsent(label, l -> new HashSet<>()), maxCategories);
    }

    private static Outcome admit(String name, Set<String> names, int max) {
        if (names.contains(name)) {
            return Outcome.KNOWN;
        }
        if (names.size() >= max) {
            return Outcome.OVERFLOW;
        }
        names.add(name);
        return Outcome.NEW;
    }

    /** Where a group counts that there was no room for. */
    public Group overflowOf(Group group) {
        return new Group(groups.containsKey(group.dimension()) ? group.dimension() : Group.OTHER, Group.OTHER);
    }

    /** Dimension to the names of its groups; for storing. */
    public Map<String, Set<String>> byDimension() {
        return groups;
    }

    /** Label to its categories; for storing. */
    public Map<String, Set<String>> byLabel() {
        return categories;
    }
}
