package io.riskmonitor.bench.faults;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** What happens to the service while it reads the stream. */
public interface Schedule {

    /** For the command line and the table, for instance {@code kill-9}. */
    String name();

    /** What happens, in a few words of the table. */
    String what();

    default Setup setup() {
        return Setup.LIVE;
    }

    /** Whether it needs three brokers that it can do something to. */
    default boolean needsCluster() {
        return false;
    }

    /** The stream as producers send it; what is published must be as if they had sent it as recorded. */
    default List<Recorded> sent(List<Recorded> stream, SplittableRandom dice) {
        return stream;
    }

    /** Fails if it is not over by then. */
    default Duration within() {
        return Duration.ofMinutes(5);
    }

    /**
     * Does it. Afterwards the world sends what was not sent yet, has at least one instance running, and waits until all
     * of the stream is judged.
     */
    void run(World world) throws Exception;
}
