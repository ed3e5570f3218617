package io.riskmonitor.bench.detection;

/**
 * Page–Hinkley: the sum of what exceeds the running mean by more than a tolerance.
 *
 * <p>E. S. Page (1954), "Continuous inspection schemes", Biometrika 41(1/2), 100–115; D. V. Hinkley (1971), "Inference
 * about the change-point from cumulative sum tests", Biometrika 58(3), 509–523.
 */
final class PageHinkley implements Detector {

    /** Verdicts before the first alarm, as usual. */
    private static final int FEWEST = 30;

    private final double tolerance;
    private final double threshold;
    private long verdicts;
    private double mean;
    private double sum;

    PageHinkley(double tolerance, double threshold) {
        this.tolerance = tolerance;
        this.threshold = threshold;
    }

    @Override
    public boolean alarms(boolean failed) {
        double outcome = failed ? 1 : 0;
        verdicts++;
        mean += (outcome - mean) / verdicts;
        sum = Math.max(0, sum + outcome - mean - tolerance);
        if (verdicts < FEWEST || sum < threshold) {
            return false;
        }
        verdicts = 0;
        mean = 0;
        sum = 0;
        return true;
    }

    @Override
    public Detector copy() {
        PageHinkley copy = new PageHinkley(tolerance, threshold);
        copy.verdicts = verdicts;
        copy.mean = mean;
        copy.sum = sum;
        return copy;
    }
}
