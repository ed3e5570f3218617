package io.riskmonitor.bench.detection;

import java.util.ArrayList;
import java.util.List;

/**
 * ADWIN: a window that drops its older part once that has another mean than the newer one. Alarms when the newer one is
 * higher. Outcomes are kept in buckets of 1, 2, 4 ... verdicts, at most five of a size, and looked at after every 32nd
 * verdict, as others do.
 *
 * <p>A. Bifet, R. Gavaldà (2007), "Learning from time-changing data with adaptive windowing", Proceedings of the SIAM
 * International Conference on Data Mining, 443–448.
 */
final class Adwin implements Detector {

    private static final int MOST_OF_A_SIZE = 5;
    private static final int LOOK_EVERY = 32;
    private static final int SHORTEST = 5;

    private final double confidence;

    /** Failures by bucket: size 1, 2, 4 ..., of each size the oldest first. */
    private final List<Row> rows = new ArrayList<>();

    private long seen;
    private long length;
    private long failures;

    private static final class Row {
        private final long[] failures;
        private int buckets;

        Row(long[] failures, int buckets) {
            this.failures = failures;
            this.buckets = buckets;
        }

        void add(long more) {
            failures[buckets++] = more;
        }

        long takeOldest() {
            long oldest = failures[0];
            buckets--;
            System.arraycopy(failures, 1, failures, 0, buckets);
            return oldest;
        }
    }

    /** With δ = exp(−confidence). */
    Adwin(double confidence) {
        this.confidence = confidence;
    }

    @Override
    public boolean alarms(boolean failed) {
        add(0, failed ? 1 : 0);
        length++;
        failures += failed ? 1 : 0;
        seen++;
        boolean risen = false;
        while (seen % LOOK_EVERY == 0 && length > 2 * SHORTEST) {
            int direction = cut();
            if (direction == 0) {
                break;
            }
            risen |= direction > 0;
            dropOldest();
        }
        return risen;
    }

    private void add(int size, long bucket) {
        if (rows.size() == size) {
            rows.add(new Row(new long[MOST_OF_A_SIZE + 1], 0));
        }
        Row row = rows.get(size);
        row.add(bucket);
        if (row.buckets > MOST_OF_A_SIZE) {
            add(size + 1, row.takeOldest() + row.takeOldest());
        }
    }

    private void dropOldest() {
        Row row = rows.get(rows.size() - 1);
        failures -= row.takeOldest();
        length -= 1L << (rows.size() - 1);
        if (row.buckets == 0) {
            rows.remove(rows.size() - 1);
        }
    }

    /** Whether some older part differs: 1 if the newer one is higher, −1 if it is lower, 0 if none does. */
    private int cut() {
        double mean = (double) failures / length;
        double log = Math.max(0, Math.log(2 * Math.log(length)) + confidence);
        long older = 0;
        long olderFailures = 0;
        for (int size = rows.size() - 1; size >= 0; size--) {
            Row row = rows.get(size);
            for (int bucket = 0; bucket < row.buckets; bucket++) {
                older += 1L << size;
                olderFailures += row.failures[bucket];
                long newer = length - older;
                if (older < SHORTEST || newer < SHORTEST) {
                    continue;
                }
                double difference = (double) (failures - olderFailures) / newer - (double) olderFailures / older;
                double inverse = 1.0 / older + 1.0 / newer;
                double tolerated = Math.sqrt(2 * inverse * mean * (1 - mean) * log) + 2.0 / 3 * inverse * log;
                if (Math.abs(difference) > tolerated) {
                    return difference > 0 ? 1 : -1;
                }
            }
        }
        return 0;
    }

    @Override
    public Detector copy() {
        Adwin copy = new Adwin(confidence);
        rows.forEach(row -> copy.rows.add(new Row(row.failures.clone(), row.buckets)));
        copy.seen = seen;
        copy.length = length;
        copy.failures = failures;
        return copy;
    }
}
