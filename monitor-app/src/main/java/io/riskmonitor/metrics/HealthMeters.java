package io.riskmonitor.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.riskmonitor.health.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Whether this instance lives and does something, for rules about the monitor itself.
 *
 * @param health as the probes see it
 * @param lastFinding event time of the latest finding that was published and could be read
 */
public record HealthMeters(Supplier<Health> health, Supplier<Optional<Instant>> lastFinding) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "risk_monitor_alive", "1 while /healthz says alive", is(Health::isAlive));
        gauge(registry, "risk_monitor_ready", "1 while /readyz says ready", is(Health::isReady));
        gauge(
                registry,
                "risk_monitor_waiting",
                "1 while it waits for something on purpose, for instance for the schema registry",
                is(Health::isWaiting));
        gauge(
                registry,
                "risk_monitor_stalled_seconds",
                "Longest time that a task has had records to process and finished none",
                seconds(Health::stalled));
        gauge(
                registry,
                "risk_monitor_punctuation_age_seconds",
                "Longest time since an observer sent its counts on, or a judge looked at the clock",
                seconds(Health::silent));
        gauge(
                registry,
                "risk_monitor_backlog_records",
                "Records that its tasks know of and have not fetched",
                Health::backlog);
        // 0 and not absent where there is none: time() minus this must be large then
        Gauge.builder("risk_monitor_last_finding_timestamp_seconds", this::lastFindingSeconds)
                .description("Event time of the latest finding that was published and read back")
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<Health> value) {
        Gauge.builder(name, () -> value.applyAsDouble(health.get()))
                .description(description)
                .register(registry);
    }

    private double lastFindingSeconds() {
        return lastFinding.get().map(Instant::toEpochMilli).orElse(0L) / 1_000.0;
    }

    private static ToDoubleFunction<Health> is(Predicate<Health> condition) {
        return health -> condition.test(health) ? 1 : 0;
    }

    private static ToDoubleFunction<Health> seconds(Function<Health, Duration> length) {
        return health -> length.apply(health).toMillis() / 1_000.0;
    }
}
