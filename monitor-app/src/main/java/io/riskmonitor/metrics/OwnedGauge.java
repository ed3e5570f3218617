package io.riskmonitor.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Gauges of one name that come and go with their owners. A row disappears when nobody sets it any more; otherwise an
 * instance would go on showing the last value of what another instance has taken over.
 *
 * @param <K> the label values together
 */
final class OwnedGauge<K> {

    private final MeterRegistry registry;
    private final String name;
    private final String description;
    private final Function<K, Tags> tags;
    private final ToDoubleFunction<DoubleStream> merge;
    private final Map<K, Row> rows = new ConcurrentHashMap<>();

    private record Row(Gauge gauge, Map<Object, Double> byOwner) {}

    /** @param merge of the values of several owners, never of none */
    OwnedGauge(
            MeterRegistry registry,
            String name,
            String description,
            Function<K, Tags> tags,
            ToDoubleFunction<DoubleStream> merge) {
        this.registry = registry;
        this.name = name;
        this.description = description;
        this.tags = tags;
        this.merge = merge;
    }

    void set(Object owner, K key, double value) {
        rows.compute(key, (k, known) -> {
            Row row = known != null ? known : register(k);
            row.byOwner.put(owner, value);
            return row;
        });
    }

    void drop(Object owner, K key) {
        rows.computeIfPresent(key, (k, row) -> {
            row.byOwner.remove(owner);
            if (!row.byOwner.isEmpty()) {
                return row;
            }
            registry.remove(row.gauge);
            return null;
        });
    }

    void dropAll(Object owner) {
        rows.keySet().forEach(key -> drop(owner, key));
    }

    boolean has(K key) {
        return rows.containsKey(key);
    }

    int size() {
        return rows.size();
    }

    private Row register(K key) {
        Map<Object, Double> byOwner = new ConcurrentHashMap<>();
        Gauge gauge = Gauge.builder(name, byOwner, this::merged)
                .description(description)
                .tags(tags.apply(key))
                .strongReference(true)
                .register(registry);
        return new Row(gauge, byOwner);
    }

    private double merged(Map<Object, Double> byOwner) {
        return merge.applyAsDouble(byOwner.values().stream().mapToDouble(Double::doubleValue));
    }
}
