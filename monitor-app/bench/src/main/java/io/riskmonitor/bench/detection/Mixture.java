package io.riskmonitor.bench.detection;

import io.riskmonitor.stats.ShiryaevRobertsMixture;

/** Ours, as the failure-rate rule uses it: a look at every pane with verdicts, here one verdict to a pane. */
final class Mixture implements Detector {

    private final ShiryaevRobertsMixture mixture;
    private final double logThreshold;
    private final double[] state;

    Mixture(double p0, double threshold) {
        this(ShiryaevRobertsMixture.rise(p0), Math.log(threshold));
    }

    private Mixture(ShiryaevRobertsMixture mixture, double logThreshold) {
        this(mixture, logThreshold, mixture.start());
    }

    private Mixture(ShiryaevRobertsMixture mixture, double logThreshold, double[] state) {
        this.mixture = mixture;
        this.logThreshold = logThreshold;
        this.state = state;
    }

    @Override
    public boolean alarms(boolean failed) {
        return alarms(failed ? 1 : 0, 1);
    }

    boolean alarms(int failures, int trials) {
        if (trials == 0) {
            return false;
        }
        mixture.update(state, failures, trials, 1);
        // a mean is at most the largest; saves the logarithm of the mean nearly always
        if (largest() < logThreshold || mixture.logStatistic(state) < logThreshold) {
            return false;
        }
        mixture.reset(state);
        return true;
    }

    private double largest() {
        double largest = Double.NEGATIVE_INFINITY;
        for (double logarithm : state) {
            largest = Math.max(largest, logarithm);
        }
        return largest;
    }

    @Override
    public Mixture copy() {
        return new Mixture(mixture, logThreshold, state.clone());
    }
}
