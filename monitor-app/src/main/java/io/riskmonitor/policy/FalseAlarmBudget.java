package io.riskmonitor.policy;

import java.time.Duration;

/**
 * How many false alarms an owner accepts, over all rules and segments of the application.
 *
 * <p>It is split over the detectors: every rule and series gets the same share; within one, all traffic gets half and
 * the groups share the other half. A detector with average run length {@code c} raises at most {@code T / c} false alarms
 * in {@code T} panes, so the expected number over all of them is at most the budget.
 *
 * @param atMost expected number of false alarms, greater than 0
 * @param per in this time, at least one minute
 */
public record FalseAlarmBudget(double atMost, Duration per) {

    /** One false alarm a week and application. */
    public static final FalseAlarmBudget DEFAULT = new FalseAlarmBudget(1, Duration.ofDays(7));

    public FalseAlarmBudget {
        if (!(atMost > 0) || Double.isInfinite(atMost)) {
            throw new IllegalArgumentException("falseAlarms.atMost must be greater than 0, got " + atMost);
        }
        if (per.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("falseAlarms.per must be at least PT1M, got " + per);
        }
    }

    /**
     * Average run length of the detector over all traffic, in panes.
     *
     * @param series rule and series pairs that are watched, at least 1
     * @param hasChildren whether groups are watched, too
     */
    public double parentThreshold(Duration pane, int series, boolean hasChildren) {
        return panes(pane) * series * (hasChildren ? 2 : 1);
    }

    /**
     * Average run length of the detector of one group, in panes.
     *
     * @param children groups watched by the same rule and series, at least 1
     */
    public double childThreshold(Duration pane, int series, int children) {
        return panes(pane) * series * 2 * children;
    }

    private double panes(Duration pane) {
        return (double) per.toMillis() / pane.toMillis() / atMost;
    }
}
