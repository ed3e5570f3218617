package io.riskmonitor.pane;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Failures that await confirmation: how many interactions, and the earliest of them by name. */
public final class Doubts {

    /** Interactions that are named, at most. */
    public static final int MAX_LISTED = 20;

    /**
     * One of them.
     *
     * @param at when it was judged
     * @param evaluator who said so
     * @param reference URI of the stored conversation
     */
    public record Doubt(
            Instant at,
            String interactionId,
            String evaluator,
            String verdictId,
            @Nullable String reference) implements Comparable<Doubt> {

        private static final Comparator<Doubt> ORDER =
                Comparator.comparing(Doubt::at).thenComparing(Doubt::interactionId);

        @Override
        public int compareTo(Doubt that) {
            return ORDER.compare(this, that);
        }
    }

    private long count;
    private final TreeSet<Doubt> listed = new TreeSet<>();

    public Doubts() {}

    /** Doubts as stored. */
    public Doubts(long count, Collection<Doubt> listed) {
        this.count = count;
        this.listed.addAll(listed);
    }

    /** Interactions, listed or not. */
    public long count() {
        return count;
    }

    /** The earliest, earliest first; whatever the order of merging. */
    public Collection<Doubt> listed() {
        return listed;
    }

    void add(Doubt doubt) {
        count++;
        list(doubt);
    }

    void add(Doubts that, int sign) {
        count += sign * that.count;
        if (sign > 0) {
            that.listed.forEach(this::list);
        } else {
            listed.removeAll(that.listed);
        }
    }

    private void list(Doubt doubt) {
        listed.add(doubt);
        if (listed.size() > MAX_LISTED) {
            listed.pollLast();
        }
    }
}
