package io.riskmonitor.judge;

import io.riskmonitor.segment.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which releases, and which versions of its evaluator, a series still has. One without trials in
 * {@value #REPLACED_AFTER} hours of event time in which others had some was replaced, or withdrawn.
 *
 * <p>Hours in which nobody has any do not count, so that nothing is replaced by a weekend.
 */
public final class Succession {

    static final int REPLACED_AFTER = 24;

    private static final long HOUR = Duration.ofHours(1).toMillis();

    /** To the hour, as counted here, in which it had trials last. */
    private final SortedMap<Group, Long> seen = new TreeMap<>();

    private long hours;

    /** Start of the latest hour that was counted, in epoch milliseconds. */
    private long latest = Long.MIN_VALUE;

    /** Hours for which that was asked before: within an hour nobody is replaced. */
    private long asked = -1;

    public Succession() {}

    /** A succession as stored. */
    public Succession(Map<Group, Long> seen, long hours, long latest) {
        this.seen.putAll(seen);
        this.hours = hours;
        this.latest = latest;
    }

    /** Whether its groups follow one another. */
    static boolean isOf(Group group) {
        return group.dimension().equals(Group.RELEASE) || group.dimension().equals(Group.EVALUATOR);
    }

    /** Somebody has trials. */
    void pass(Instant at) {
        long hour = at.toEpochMilli() - Math.floorMod(at.toEpochMilli(), HOUR);
        if (hour > latest) {
            latest = hour;
            hours++;
        }
    }

    /** This one has trials. */
    void see(Group group) {
        seen.put(group, hours);
    }

    /** Those that were replaced by now; they are named once. */
    List<Group> replaced() {
        if (hours == asked) {
            return List.of();
        }
        asked = hours;
        List<Group> replaced = seen.entrySet().stream()
                .filter(entry -> hours - entry.getValue() > REPLACED_AFTER)
                .map(Map.Entry::getKey)
                .toList();
        replaced.forEach(seen::remove);
        return replaced;
    }

    public Map<Group, Long> seen() {
        return seen;
    }

    public long hours() {
        return hours;
    }

    public long latest() {
        return latest;
    }
}
