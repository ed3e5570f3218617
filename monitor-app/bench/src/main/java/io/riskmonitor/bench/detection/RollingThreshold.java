package io.riskmonitor.bench.detection;

import java.util.Arrays;

/** So many failures among the last verdicts: the usual alert. */
final class RollingThreshold implements Detector {

    private final boolean[] window;
    private final double threshold;
    private int oldest;
    private int failures;

    /** Alarms at {@code threshold} failures among the last {@code length} verdicts. */
    RollingThreshold(int length, double threshold) {
        this(new boolean[length], threshold);
    }

    private RollingThreshold(boolean[] window, double threshold) {
        this.window = window;
        this.threshold = threshold;
    }

    @Override
    public boolean alarms(boolean failed) {
        failures += (failed ? 1 : 0) - (window[oldest] ? 1 : 0);
        window[oldest] = failed;
        oldest = oldest + 1 == window.length ? 0 : oldest + 1;
        if (failures < threshold) {
            return false;
        }
        Arrays.fill(window, false);
        failures = 0;
        return true;
    }

    @Override
    public Detector copy() {
        RollingThreshold copy = new RollingThreshold(window.clone(), threshold);
        copy.oldest = oldest;
        copy.failures = failures;
        return copy;
    }
}
