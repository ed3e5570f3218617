package io.riskmonitor.streams;

import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.wire.Origin;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Stops an instance when it refuses most of what it reads from an input topic: then the fault may be its own (a clock, a
 * registry, a limit), and a topic must not be drained into the refusals. See decision 0012.
 *
 * <p>What stops it is the exception: the transaction is aborted, so that offsets, state and refusals stay as they were
 * committed last. Once open it stays open until the program is started again.
 *
 * <p>Thread-safe: the tasks of an instance share one.
 */
final class RefusalCircuit {

    private final MonitorConfig.Refusals limits;
    private final RiskMetrics metrics;
    private final Map<String, Latest> topics = new ConcurrentHashMap<>();
    private volatile @Nullable RefusalBurst burst;

    RefusalCircuit(MonitorConfig.Refusals limits, RiskMetrics metrics) {
        this.limits = limits;
        this.metrics = metrics;
    }

    /** Why it is open; null while it is closed. */
    @Nullable
    RefusalBurst burst() {
        return burst;
    }

    /** Counts a record of a topic as received; throws if the circuit is open. */
    void received(String topic) {
        RefusalBurst open = burst;
        if (open != null) {
            throw open;
        }
        latest(topic).received.increment();
    }

    /** Counts a record that was received as refused; throws if that was one too many. */
    void refused(Refusal refusal, Origin origin, long nowMillis) {
        RefusalBurst found = latest(origin.topic()).refused(refusal, origin, nowMillis);
        if (found != null) {
            burst = found;
            metrics.refusalCircuitOpened(origin.topic());
            throw found;
        }
    }

    private Latest latest(String topic) {
        Latest latest = topics.get(topic);
        return latest != null ? latest : topics.computeIfAbsent(topic, t -> new Latest());
    }

    /** As many refusals of one topic as it takes, in a ring. */
    private final class Latest {

        final LongAdder received = new LongAdder();
        private final long[] numbers = new long[limits.atLeast()];
        private final long[] times = new long[limits.atLeast()];
        private final RefusalReason[] reasons = new RefusalReason[limits.atLeast()];
        private long refused;

        synchronized @Nullable RefusalBurst refused(Refusal refusal, Origin origin, long nowMillis) {
            int newest = (int) (refused++ % numbers.length);
            numbers[newest] = received.sum();
            times[newest] = nowMillis;
            reasons[newest] = refusal.reason();
            if (refused < numbers.length) {
                return null;
            }
            int oldest = (int) (refused % numbers.length);
            Duration within = Duration.ofMillis(nowMillis - times[oldest]);
            long since = numbers[newest] - numbers[oldest]; // without the oldest, which was refused for certain
            boolean burst = within.compareTo(limits.within()) <= 0 && numbers.length - 1 > limits.maxShare() * since;
            return burst ? new RefusalBurst(counts(), since + 1, origin, refusal) : null;
        }

        private Map<RefusalReason, Integer> counts() {
            Map<RefusalReason, Integer> counts = new EnumMap<>(RefusalReason.class);
            for (RefusalReason reason : reasons) {
                counts.merge(reason, 1, Integer::sum);
            }
            return counts;
        }
    }
}
