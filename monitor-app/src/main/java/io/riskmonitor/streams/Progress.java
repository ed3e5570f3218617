package io.riskmonitor.streams;

import io.riskmonitor.pane.Watermark;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the judges of this instance are; for whoever waits for a replay to end.
 *
 * <p>Thread-safe.
 */
public final class Progress {

    private record Judge(long time, boolean idle) {}

    private final Map<Integer, Judge> judges = new ConcurrentHashMap<>();

    void judged(int partition, long time, boolean idle) {
        judges.put(partition, new Judge(time, idle));
    }

    void forget(int partition) {
        judges.remove(partition);
    }

    /** Whether every judge has heard from every input partition that nothing arrives any more. */
    public boolean isIdle() {
        return !judges.isEmpty() && judges.values().stream().allMatch(Judge::idle);
    }

    /** Event time that every judge has reached; empty before there is any. */
    public Optional<Instant> reached() {
        long least = judges.values().stream().mapToLong(Judge::time).min().orElse(Watermark.NONE);
        return least == Watermark.NONE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(least));
    }
}
