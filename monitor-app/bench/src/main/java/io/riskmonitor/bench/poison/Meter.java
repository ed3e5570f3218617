package io.riskmonitor.bench.poison;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What one input costs, at most: time and memory of the calling thread. */
final class Meter {

    /** Of the processor: what else the machine does is no fault of the input. */
    private static final Duration MOST_TIME = Duration.ofSeconds(5);

    /** Of a record of 1 MiB, which is there a few times over. */
    static final long RECORD = 64 << 20;

    /** Of a file that somebody has written and waits for. */
    static final long FILE = 1 << 30;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long limit;
    private long nanos;
    private long slowestNanos;
    private long mostBytes;

    /** @param limit how many bytes one input may ask for */
    Meter(long limit) {
        this.limit = limit;
    }

    /** Does it, and says what is wrong with its cost; empty where nothing is. */
    String measure(Runnable input) {
        long bytesBefore = threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadCpuTime();
        input.run();
        long nanos = threads.getCurrentThreadCpuTime() - before;
        this.nanos += nanos;
        long bytes = threads.getCurrentThreadAllocatedBytes() - bytesBefore;
        slowestNanos = Math.max(slowestNanos, nanos);
        mostBytes = Math.max(mostBytes, bytes);
        if (nanos > MOST_TIME.toNanos()) {
            return "took " + Duration.ofNanos(nanos).toMillis() + " ms";
        }
        return bytes > limit ? "took " + (bytes >> 20) + " MiB of memory" : "";
    }

    double seconds() {
        return nanos / 1e9;
    }

    long slowestMillis() {
        return Duration.ofNanos(slowestNanos).toMillis();
    }

    double mostMegabytes() {
        return mostBytes / 1e6;
    }
}
