package io.riskmonitor.bench;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams.State;

/** Waits for something that a topology does; whoever started this process limits how long. */
final class Waiting {

    private static final long EVERY_MILLIS = 5;

    private Waiting() {}

    /** Fails if the topology dies before. */
    static void until(BooleanSupplier reached, Supplier<State> state) throws InterruptedException {
        while (!reached.getAsBoolean()) {
            if (state.get() == State.ERROR || state.get() == State.NOT_RUNNING) {
                throw new BenchFailure("The topology stopped by itself: see its log above.");
            }
            Thread.sleep(EVERY_MILLIS);
        }
    }
}
