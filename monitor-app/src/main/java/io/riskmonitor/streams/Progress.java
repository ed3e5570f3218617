package io.riskmonitor.streams;

import io.riskmonitor.pane.Watermark;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.TaskId;

/**
 * How far the judges of this instance are, and when observers and judges last looked at the clock; for whoever waits for a
 * replay to end, or wants to know whether they are alive.
 *
 * <p>Thread-safe.
 */
public final class Progress {

    private record Judge(long time, boolean idle) {}

    private final Map<Integer, Judge> judges = new ConcurrentHashMap<>();
    private final Map<String, Instant> punctuated = new ConcurrentHashMap<>();

    /** The punctuators of a task have run; {@link #ended} follows when it is closed. */
    void punctuated(TaskId task, long nowMillis) {
        punctuated.put(task.toString(), Instant.ofEpochMilli(nowMillis));
    }

    void ended(TaskId task) {
        punctuated.remove(task.toString());
    }

    /** Task to when its punctuators last ran. */
    public Map<String, Instant> punctuated() {
        return Map.copyOf(punctuated);
    }

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
