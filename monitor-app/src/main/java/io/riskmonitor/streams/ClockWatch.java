package io.riskmonitor.streams;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices when the machine's clock is set back. Kafka Streams and Kafka's clients time everything by it: until it is
 * where it was before, they commit nothing, send no sign of life and end no timer, so that the monitor says nothing and
 * nobody notices.
 */
final class ClockWatch {

    /** A smaller step only delays things by as much. */
    static final Duration TOLERATED = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private @Nullable Instant lastTime;
    private long lastNanos;

    /** @param nanos what goes on evenly whatever is done to the clock */
    ClockWatch(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    /** How far it was set back since the last look; zero where that is tolerable. */
    Duration setBack() {
        Instant time = clock.instant();
        long now = nanos.getAsLong();
        Duration back = lastTime == null
                ? Duration.ZERO
                : Duration.ofNanos(now - lastNanos).minus(Duration.between(lastTime, time));
        lastTime = time;
        lastNanos = now;
        return back.compareTo(TOLERATED) > 0 ? back : Duration.ZERO;
    }
}
