package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.health.Health;
import io.riskmonitor.health.Trouble;
import io.riskmonitor.health.Watchdog;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.streams.Monitor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A monitor on a broker that stands still although its process lives. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HealthIT {

    @TempDir
    private Path directory;

    private final StoppingClock clock = new StoppingClock();
    private final Watchdog watchdog =
            new Watchdog(Duration.ofSeconds(5), Duration.ofMinutes(5), InstantSource.system());

    @Test
    void whoeverIsStuckIsNotAliveUntilItGoesOn() throws Exception {
        try (Playground playground = new Playground(directory)) {
            MonitorConfig world = fetchingMuchAndTakingLittle(playground.world("stuck"));
            try (Monitor monitor = monitor(world)) {
                assertThat(look(monitor).isReady()).as("before it starts").isFalse();
                monitor.start();
                patiently().until(() -> look(monitor).isReady());

                clock.stop();
                playground.publish(world, Traffic.seconds(0, 60, 60, 60));
                patiently().untilAsserted(() -> assertThat(look(monitor).deadly())
                        .extracting(Trouble::what)
                        .anySatisfy(what -> assertThat(what).matches("consumer .* has not asked for records for PT.*"))
                        .anySatisfy(what -> assertThat(what).matches("task ._. has sent nothing on .*"))
                        .anySatisfy(what -> assertThat(what).matches("task ._. has \\d+ records to process .*")));
                assertThat(look(monitor).backlog()).isPositive();

                clock.goOn();
                patiently().until(() -> look(monitor).isReady());
                new ReplayEnd(world, monitor).await();
                assertThat(look(monitor).isReady()).isTrue();
                assertThat(look(monitor).backlog()).isZero();
            } finally {
                clock.goOn();
            }
        }
    }

    /** What it takes at once is never all that it knows of. */
    private static MonitorConfig fetchingMuchAndTakingLittle(MonitorConfig world) {
        Map<String, String> streams = new HashMap<>(world.streams());
        streams.put("main.consumer.max.poll.records", "10");
        streams.put("main.consumer.fetch.min.bytes", "50000");
        streams.put("main.consumer.fetch.max.wait.ms", "1000");
        return world.withStreams(Map.copyOf(streams));
    }

    private Monitor monitor(MonitorConfig world) {
        RiskMetrics metrics = new RiskMetrics(new SimpleMeterRegistry(), InstantSource.system());
        return new Monitor(world, Playground.PARTITIONS, new PolicyBook(PolicyFiles.builtIn()), metrics, clock);
    }

    private Health look(Monitor monitor) {
        return watchdog.look(monitor.vitals());
    }

    private static ConditionFactory patiently() {
        return await().atMost(Playground.PATIENCE);
    }

    /** Holds up the stream thread that asks it while it is stopped, as a bug in a processor would. */
    private static final class StoppingClock implements InstantSource {

        private volatile CountDownLatch running = new CountDownLatch(0);

        void stop() {
            running = new CountDownLatch(1);
        }

        void goOn() {
            running.countDown();
        }

        @Override
        public Instant instant() {
            if (Thread.currentThread().getName().contains("-StreamThread-")) {
                try {
                    running.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return Instant.now();
        }
    }
}
