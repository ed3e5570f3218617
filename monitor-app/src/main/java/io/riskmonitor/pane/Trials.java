package io.riskmonitor.pane;

import io.riskmonitor.interaction.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trials of a conversation in one series, by the time at which they were judged: in whatever order they come, the same
 * ones are kept. Those up to the first failure are remembered one by one as long as an earlier one may still come, and all
 * others only as whether there were any, and whether one failed.
 */
public final class Trials {

    /**
     * One trial, as it was counted.
     *
     * @param version of its evaluator
     * @param severity of its failure, if stated
     */
    public record Trial(
            Instant at,
            String interactionId,
            @Nullable String version,
            boolean failed,
            @Nullable Severity severity) implements Comparable<Trial> {

        private static final Comparator<Trial> ORDER = Comparator.comparing(Trial::at)
                .thenComparing(Trial::interactionId)
                .thenComparing(Trial::failed)
                .thenComparing(Trial::severity, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Trial::version, Comparator.nullsFirst(Comparator.naturalOrder()));

        @Override
        public int compareTo(Trial that) {
            return ORDER.compare(this, that);
        }
    }

    private boolean any;
    private boolean failed;

    /** Earliest first; the last one may have failed. */
    private final List<Trial> open;

    public Trials() {
        this(false, false, List.of());
    }

    /** Trials as stored. */
    public Trials(boolean any, boolean failed, List<Trial> open) {
        this.any = any;
        this.failed = failed;
        this.open = new ArrayList<>(open);
    }

    /** Whether there was one that no other can come before any more. */
    public boolean any() {
        return any;
    }

    /** Whether one of those failed. */
    public boolean failed() {
        return failed;
    }

    /** Those that others may still come before, earliest first. */
    public List<Trial> open() {
        return Collections.unmodifiableList(open);
    }

    /** From now on nothing comes before those that are earlier than {@code watermark}, in epoch milliseconds. */
    public void settle(long watermark) {
        while (!open.isEmpty() && open.get(0).at.toEpochMilli() < watermark) {
            any = true;
            failed |= open.remove(0).failed;
        }
    }

    public boolean anyBefore(Trial trial) {
        return any || !open.isEmpty() && open.get(0).compareTo(trial) <= 0;
    }

    public boolean failedBefore(Trial trial) {
        if (failed || open.isEmpty()) {
            return failed;
        }
        Trial last = open.get(open.size() - 1);
        return last.failed && last.compareTo(trial) <= 0;
    }

    /** Notes a trial after a failure in an earlier bucket of time; says whether that is news. */
    public boolean goesOn() {
        boolean news = !any && open.isEmpty();
        any |= news;
        return news;
    }

    /** Those that come after it. */
    public List<Trial> after(Trial trial) {
        return open.subList(position(trial), open.size());
    }

    /** Adds one that no failure comes before; nothing after it may be one that it should have come before. */
    public void add(Trial trial) {
        open.add(position(trial), trial);
    }

    private int position(Trial trial) {
        int position = open.size();
        while (position > 0 && open.get(position - 1).compareTo(trial) > 0) {
            position--;
        }
        return position;
    }
}
