package io.riskmonitor.pane;

import io.riskmonitor.segment.Variant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is remembered of one cell: its rolling windows, its latest failures, and what came too late for its pane. */
public final class CellHistory {

    /** Failed interactions that are named in a finding, at most: the latest. */
    private static final int MAX_EXEMPLARS = 5;

    private final WindowRing ring;
    private final Deque<String> exemplars = new ArrayDeque<>();
    private final SortedMap<Variant, Kept> late = new TreeMap<>();

    /**
     * Trials that feed the detectors.
     *
     * @param failures among the trials
     * @param firstTrials those of the trials that are the first of their conversations
     * @param firstFailures among these
     */
    public record Kept(long trials, long failures, long firstTrials, long firstFailures) {

        /** Nothing. */
        public static final Kept NONE = new Kept(0, 0, 0, 0);

        /** Both together. */
        public Kept plus(Kept that) {
            return new Kept(
                    trials + that.trials,
                    failures + that.failures,
                    firstTrials + that.firstTrials,
                    firstFailures + that.firstFailures);
        }

        Kept plus(Counts counts) {
            return plus(
                    new Kept(counts.keptTrials(), counts.keptFailures(), counts.firstTrials(), counts.firstFailures()));
        }
    }

    public CellHistory() {
        this(new WindowRing());
    }

    /** A history as stored; {@link #remember} and {@link #late} take the rest. */
    public CellHistory(WindowRing ring) {
        this.ring = ring;
    }

    public WindowRing ring() {
        return ring;
    }

    /** Ids of the latest failed interactions, oldest first. */
    public List<String> exemplars() {
        return List.copyOf(exemplars);
    }

    /** Names one failed interaction, once: as the latest. */
    public void remember(String interactionId) {
        exemplars.remove(interactionId);
        exemplars.addLast(interactionId);
        if (exemplars.size() > MAX_EXEMPLARS) {
            exemplars.removeFirst();
        }
    }

    /** Takes in what was seen in a pane, on time or late. */
    public void add(long paneStart, PaneCells.CellCounts counts) {
        Counts total = counts.total();
        ring.add(paneStart, total.trials(), total.failures());
        total.exemplars().forEach(exemplar -> remember(exemplar.interactionId()));
    }

    /** Keeps what came too late for its pane, so that the detectors see it with the next one. */
    public void carry(PaneCells.CellCounts counts) {
        counts.variants()
                .forEach((variant, c) -> late.put(variant, lateOf(variant).plus(c)));
    }

    /** What waits for the next pane. */
    public SortedMap<Variant, Kept> late() {
        return late;
    }

    /** What waits for the next pane and was what the detectors have to see with it, by variant. */
    public SortedMap<Variant, Kept> feed(PaneCells.CellCounts counts) {
        SortedMap<Variant, Kept> feed = new TreeMap<>(late);
        counts.variants()
                .forEach((variant, c) -> feed.put(variant, lateOf(variant).plus(c)));
        return feed;
    }

    private Kept lateOf(Variant variant) {
        return late.getOrDefault(variant, Kept.NONE);
    }

    /** The detectors have seen what was late. */
    public void handedOver() {
        late.clear();
    }
}
