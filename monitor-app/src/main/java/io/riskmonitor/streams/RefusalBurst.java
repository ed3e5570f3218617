package io.riskmonitor.streams;

import io.riskmonitor.health.Trouble;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.wire.Origin;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Most of an input topic is refused, so nothing more is read. Says so to the operator, and what to do. */
final class RefusalBurst extends RuntimeException {

    private final transient Trouble trouble;

    /**
     * @param refused how many of them for which reason
     * @param received how many records were received meanwhile, these included
     * @param origin of the last of them
     */
    RefusalBurst(Map<RefusalReason, Integer> refused, long received, Origin origin, Refusal last) {
        // thrown again for every record until all threads have stopped: no stack
        this(trouble(refused, received, origin, last));
    }

    private RefusalBurst(Trouble trouble) {
        super(trouble.toString(), null, false, false);
        this.trouble = trouble;
    }

    /** What is wrong and what to do. */
    Trouble trouble() {
        return trouble;
    }

    private static Trouble trouble(Map<RefusalReason, Integer> refused, long received, Origin origin, Refusal last) {
        int all = refused.values().stream().mapToInt(Integer::intValue).sum();
        String reasons = refused.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
        String what = "stopped reading, because " + all + " of the last " + received + " records of " + origin.topic()
                + " had to be refused (" + reasons + "), the last one at partition " + origin.partition() + ", offset "
                + origin.offset() + ": " + last.reason() + ", " + last.detail();
        return new Trouble(
                what,
                "What was read since the last commit is read again after a restart. If the fault is on this side"
                        + " (clock, registry, limits, an old version), mend it and restart. If these records are to be refused,"
                        + " restart with observe.refusals.maxShare: 1 until they are read");
    }

    /** The burst that a thread died of; null where it died of something else. */
    static @Nullable RefusalBurst causeOf(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusalBurst burst) {
                return burst;
            }
        }
        return null;
    }
}
