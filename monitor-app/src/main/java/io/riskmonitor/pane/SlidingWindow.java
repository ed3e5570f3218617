package io.riskmonitor.pane;

/**
 * Trials and failures of the last {@code length} of event time, in a ring of equal buckets with a running sum: adding
 * and reading cost the same for five minutes and for thirty days.
 *
 * <p>The window ends with the bucket that holds the latest time it was told of, so it covers up to one bucket less than
 * its length.
 */
final class SlidingWindow {

    private final long bucketMillis;
    private final long[] trials;
    private final long[] failures;
    private long latest = Long.MIN_VALUE;
    private long trialSum;
    private long failureSum;

    SlidingWindow(long lengthMillis, int buckets) {
        bucketMillis = lengthMillis / buckets;
        trials = new long[buckets];
        failures = new long[buckets];
    }

    /** Moves the end of the window; never back. */
    void advanceTo(long timeMillis) {
        long bucket = Math.floorDiv(timeMillis, bucketMillis);
        if (latest == Long.MIN_VALUE) {
            latest = bucket;
            return;
        }
        long steps = Math.min(bucket - latest, trials.length);
        for (long step = 1; step <= steps; step++) {
            clear(slot(bucket - steps + step));
        }
        latest = Math.max(latest, bucket);
    }

    private void clear(int slot) {
        trialSum -= trials[slot];
        failureSum -= failures[slot];
        trials[slot] = 0;
        failures[slot] = 0;
    }

    /** Adds what was seen at a time; what is older than the window is left out. */
    void add(long timeMillis, long moreTrials, long moreFailures) {
        advanceTo(timeMillis);
        long bucket = Math.floorDiv(timeMillis, bucketMillis);
        if (bucket <= latest - trials.length) {
            return;
        }
        int slot = slot(bucket);
        trials[slot] += moreTrials;
        failures[slot] += moreFailures;
        trialSum += moreTrials;
        failureSum += moreFailures;
    }

    private int slot(long bucket) {
        return (int) Math.floorMod(bucket, (long) trials.length);
    }

    long trials() {
        return trialSum;
    }

    long failures() {
        return failureSum;
    }

    /** Trials and failures of the latest time that is {@code lengthMillis} long, at most that of the window. */
    WindowRing.Sum last(long lengthMillis) {
        int buckets = (int) Math.min(trials.length, (lengthMillis + bucketMillis - 1) / bucketMillis);
        if (latest == Long.MIN_VALUE || buckets == trials.length) {
            return new WindowRing.Sum(trialSum, failureSum);
        }
        long trialsOfLast = 0;
        long failuresOfLast = 0;
        for (long bucket = latest - buckets + 1; bucket <= latest; bucket++) {
            int slot = slot(bucket);
            trialsOfLast += trials[slot];
            failuresOfLast += failures[slot];
        }
        return new WindowRing.Sum(trialsOfLast, failuresOfLast);
    }

    /** Calls {@code visitor} for every bucket that is not empty, oldest first; {@link #add} with the same times restores it. */
    void forEach(WindowRing.BucketVisitor visitor) {
        if (latest == Long.MIN_VALUE) {
            return;
        }
        for (long bucket = latest - trials.length + 1; bucket <= latest; bucket++) {
            int slot = slot(bucket);
            if (trials[slot] != 0 || failures[slot] != 0) {
                visitor.bucket(bucket * bucketMillis, trials[slot], failures[slot]);
            }
        }
    }
}
