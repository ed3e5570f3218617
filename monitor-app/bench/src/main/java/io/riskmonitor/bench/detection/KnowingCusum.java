package io.riskmonitor.bench.detection;

/**
 * The cumulative sum that knows the rate after the change. No detector with as few false alarms has a smaller worst mean
 * delay.
 *
 * <p>G. V. Moustakides (1986), "Optimal stopping times for detecting changes in distributions", Annals of Statistics
 * 14(4), 1379–1387.
 */
final class KnowingCusum implements Detector {

    private final double perFailure;
    private final double perSuccess;
    private final double threshold;
    private double sum;

    KnowingCusum(double p0, double after, double threshold) {
        this(Math.log(after / p0), Math.log1p(-after) - Math.log1p(-p0), threshold, 0);
    }

    private KnowingCusum(double perFailure, double perSuccess, double threshold, double sum) {
        this.perFailure = perFailure;
        this.perSuccess = perSuccess;
        this.threshold = threshold;
        this.sum = sum;
    }

    @Override
    public boolean alarms(boolean failed) {
        sum = Math.max(0, sum + (failed ? perFailure : perSuccess));
        if (sum < threshold) {
            return false;
        }
        sum = 0;
        return true;
    }

    @Override
    public Detector copy() {
        return new KnowingCusum(perFailure, perSuccess, threshold, sum);
    }
}
