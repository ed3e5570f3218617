package io.riskmonitor.rule;

import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.segment.Cell;
import java.time.Instant;
import java.util.List;

/**
 * What a rule sees of one cell when a pane closes.
 *
 * @param trials trials of the pane
 * @param keptTrials those of them that feed the detector of a rise; see {@link io.riskmonitor.pane.Counts}
 * @param ring rolling windows of the cell, this pane included
 * @param exemplars ids of the latest failed interactions
 * @param threshold average run length that the false-alarm budget leaves for this detector, in panes with trials
 * @param partitionsLeftOut input partitions that nobody waited for
 */
public record ScopeWindow(
        String application,
        Cell cell,
        Instant paneStart,
        Instant paneEnd,
        long trials,
        long failures,
        long keptTrials,
        long keptFailures,
        WindowRing ring,
        List<String> exemplars,
        double threshold,
        int partitionsLeftOut,
        String policyVersion) {

    /** A correction may take back what was counted in another cell, so a pane may seem to have fewer than no failures. */
    public ScopeWindow {
        trials = Math.max(0, trials);
        failures = Math.max(0, Math.min(failures, trials));
    }
}
