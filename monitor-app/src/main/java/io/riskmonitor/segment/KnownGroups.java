package io.riskmonitor.segment;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The groups seen so far in one application. Bounds what a careless publisher (a user id as a segment) can cost: groups
 * beyond the limit of their dimension count as {@link Group#OTHER}, dimensions beyond theirs as one dimension.
 */
public final class KnownGroups {

    /** Dimensions per application, intersections included. */
    public static final int MAX_DIMENSIONS = 32;

    private final Map<String, Set<String>> groups = new HashMap<>();

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
        if (names.contains(group.name())) {
            return Outcome.KNOWN;
        }
        if (names.size() >= maxGroups) {
            return Outcome.OVERFLOW;
        }
        names.add(group.name());
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
}
