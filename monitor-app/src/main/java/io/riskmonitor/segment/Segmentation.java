package io.riskmonitor.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which groups an interaction belongs to: all traffic, one group per dimension, and one per declared
 * intersection of dimensions.
 *
 * @param dimensions dimensions that are tallied; null for every one that interactions carry
 * @param intersections combinations of dimensions that are tallied, too, in the dimension {@code a+b}
 * @param maxGroups groups per dimension, at least 1; the rest counts as {@link Group#OTHER}
 */
public record Segmentation(@Nullable Set<String> dimensions, List<List<String>> intersections, int maxGroups) {

    /** Every dimension that interactions carry, 200 groups each. */
    public static final Segmentation DEFAULT = new Segmentation(null, List.of(), 200);

    /** Joins the names of an intersection. */
    private static final String JOINT = "+";

    public Segmentation {
        if (maxGroups < 1) {
            throw new IllegalArgumentException("maxGroups must be at least 1, got " + maxGroups);
        }
    }

    /** Dimension name of an intersection, for instance {@code locale+plan}. */
    public static String intersection(List<String> names) {
        return String.join(JOINT, names);
    }

    /** What {@link #intersection} has joined: the dimensions of an intersection, or the names of one of its groups. */
    public static List<String> parts(String joined) {
        return List.of(joined.split(Pattern.quote(JOINT), -1));
    }

    /** Whether verdicts are counted in this dimension, as far as a policy tells: interactions may carry any. */
    public boolean tallies(String dimension) {
        return dimensions == null
                || dimensions.contains(dimension)
                || dimension.equals(Group.RELEASE)
                || dimension.equals(Group.EVALUATOR)
                || intersections.stream().anyMatch(names -> intersection(names).equals(dimension));
    }

    /** The declared intersection of just these dimensions, in any order. */
    public Optional<String> intersectionNamed(Set<String> names) {
        return intersections.stream()
                .filter(intersection -> names.equals(Set.copyOf(intersection)))
                .findFirst()
                .map(Segmentation::intersection);
    }

    /** The groups of one interaction, all traffic first. */
    public List<Group> groupsOf(Map<String, String> segments) {
        List<Group> groups = new ArrayList<>(1 + segments.size() + intersections.size());
        groups.add(Group.ALL);
        for (Map.Entry<String, String> segment : segments.entrySet()) {
            if (dimensions == null || dimensions.contains(segment.getKey())) {
                groups.add(new Group(segment.getKey(), segment.getValue()));
            }
        }
        for (List<String> intersection : intersections) {
            Group group = intersectionGroup(intersection, segments);
            if (group != null) {
                groups.add(group);
            }
        }
        return groups;
    }

    /** The group of the declared intersection whose dimensions are just those named, in any order. */
    public Optional<Group> intersectionOf(Map<String, String> names) {
        return intersections.stream()
                .filter(intersection -> names.keySet().equals(Set.copyOf(intersection)))
                .findFirst()
                .map(intersection -> intersectionGroup(intersection, names));
    }

    private static @Nullable Group intersectionGroup(List<String> intersection, Map<String, String> segments) {
        List<String> names = new ArrayList<>(intersection.size());
        for (String dimension : intersection) {
            String name = segments.get(dimension);
            if (name == null) {
                return null;
            }
            names.add(name);
        }
        return new Group(intersection(intersection), String.join(JOINT, names));
    }
}
