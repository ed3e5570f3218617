package io.riskmonitor.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Counters of one name. They are counted once per event, so a known key costs one look-up in a map.
 *
 * @param <K> the label values together
 */
final class CounterFamily<K> {

    private final MeterRegistry registry;
    private final String name;
    private final String description;
    private final UnaryOperator<K> bounded;
    private final Function<K, Tags> tags;
    private final Map<K, Counter> counters = new ConcurrentHashMap<>();

    /** @param bounded replaces label values that there is no room for */
    CounterFamily(
            MeterRegistry registry, String name, String description, UnaryOperator<K> bounded, Function<K, Tags> tags) {
        this.registry = registry;
        this.name = name;
        this.description = description;
        this.bounded = bounded;
        this.tags = tags;
    }

    void count(K key) {
        Counter counter = counters.get(key);
        (counter != null ? counter : at(key)).increment();
    }

    /** The counter of a key, at zero if it is new. */
    Counter at(K key) {
        return counters.computeIfAbsent(bounded.apply(key), this::register);
    }

    private Counter register(K key) {
        return Counter.builder(name)
                .description(description)
                .tags(tags.apply(key))
                .register(registry);
    }
}
