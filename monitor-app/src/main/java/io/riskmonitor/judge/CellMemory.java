package io.riskmonitor.judge;

import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.rule.FailureRateWatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is remembered of one cell: its rolling windows and what each rule knows of it. */
public final class CellMemory {

    /** Failed interactions that are named in a finding, at most: the latest. */
    private static final int MAX_EXEMPLARS = 5;

    private final WindowRing ring;
    private final Map<String, FailureRateWatch> watches = new HashMap<>();
    private final Deque<String> exemplars = new ArrayDeque<>();
    private long carriedTrials;
    private long carriedFailures;

    public CellMemory() {
        this(new WindowRing(), 0, 0);
    }

    /** A memory as stored; {@link #watches} and {@link #remember} take the rest. */
    public CellMemory(WindowRing ring, long carriedTrials, long carriedFailures) {
        this.ring = ring;
        this.carriedTrials = carriedTrials;
        this.carriedFailures = carriedFailures;
    }

    public WindowRing ring() {
        return ring;
    }

    /** Rule id to what that rule knows. */
    public Map<String, FailureRateWatch> watches() {
        return watches;
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

    void add(long paneStart, Counts counts) {
        ring.add(paneStart, counts.trials(), counts.failures());
        counts.exemplars().forEach(exemplar -> remember(exemplar.interactionId()));
    }

    /** Keeps what came too late for its pane, so that the detectors see it with the next one. */
    void carry(Counts late) {
        carriedTrials += late.keptTrials();
        carriedFailures += late.keptFailures();
    }

    /** Trials that came too late for their pane and wait for the next. */
    public long carriedTrials() {
        return carriedTrials;
    }

    /** Failures among them. */
    public long carriedFailures() {
        return carriedFailures;
    }

    void handedOver() {
        carriedTrials = 0;
        carriedFailures = 0;
    }
}
