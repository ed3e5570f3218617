package io.riskmonitor.rule;

import io.riskmonitor.stats.BernoulliCusum;
import java.time.Instant;

/**
 * What a failure-rate rule remembers of one cell. Plain numbers, so that it is the same after a restart.
 *
 * <p>Not thread-safe.
 */
public final class FailureRateWatch {

    private final double ceiling;
    private double[] detector;
    private boolean breached;
    private double cusum;
    private long since;
    private long trials;
    private long failures;
    private RuleOutcome published = RuleOutcome.INCONCLUSIVE;
    private long publishedAt = Long.MIN_VALUE;

    FailureRateWatch(double ceiling, double[] detector, long since) {
        this.ceiling = ceiling;
        this.detector = detector;
        this.since = since;
    }

    /** A watch as stored. */
    public FailureRateWatch(
            double ceiling,
            double[] detector,
            boolean breached,
            double cusum,
            long since,
            long trials,
            long failures,
            RuleOutcome published,
            long publishedAt) {
        this(ceiling, detector, since);
        this.breached = breached;
        this.cusum = cusum;
        this.trials = trials;
        this.failures = failures;
        this.published = published;
        this.publishedAt = publishedAt;
    }

    /** Estimates when the change that the detector looks for began, and counts since then. */
    void note(BernoulliCusum start, Instant paneStart, long moreFailures, long moreTrials) {
        if (BernoulliCusum.startsOver(cusum)) {
            since = paneStart.toEpochMilli();
            trials = 0;
            failures = 0;
        }
        cusum = start.next(cusum, moreFailures, moreTrials);
        trials += moreTrials;
        failures += moreFailures;
    }

    /** The detector found what it looked for: now the opposite is looked for, from the start. */
    void turn(double[] start, Instant at) {
        breached = !breached;
        detector = start;
        cusum = 0;
        since = at.toEpochMilli();
        trials = 0;
        failures = 0;
    }

    /**
     * Whether a finding says something new: its outcome changed, or the last one is old. Remembers the finding if so.
     *
     * @param every event time after which an unchanged finding is worth repeating, in milliseconds
     */
    public boolean isNews(RuleOutcome outcome, long atMillis, long every) {
        boolean news = publishedAt == Long.MIN_VALUE || outcome != published || atMillis - publishedAt >= every;
        if (news) {
            published = outcome;
            publishedAt = atMillis;
        }
        return news;
    }

    /** The ceiling that the detectors were for: with another one they start anew. */
    public double ceiling() {
        return ceiling;
    }

    /** State of the detector at work: for a rise while quiet, for a fall while breached. */
    public double[] detector() {
        return detector;
    }

    /** Whether a rise was found, and its end was not. */
    public boolean breached() {
        return breached;
    }

    /** Sum that estimates when the change began. */
    public double cusum() {
        return cusum;
    }

    /** Estimated start of the change, in epoch milliseconds. */
    public long since() {
        return since;
    }

    /** Trials since then. */
    public long trials() {
        return trials;
    }

    /** Failures since then. */
    public long failures() {
        return failures;
    }

    public RuleOutcome published() {
        return published;
    }

    public long publishedAt() {
        return publishedAt;
    }
}
