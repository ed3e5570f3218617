package io.riskmonitor.rule;

import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Variant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes a memory apart, value by value; {@link StateInput} gives the values back in the same order. */
public interface StateOutput {

    void flag(boolean value);

    void whole(long value);

    void number(double value);

    void text(@Nullable String value);

    default void numbers(double[] values) {
        whole(values.length);
        for (double value : values) {
            number(value);
        }
    }

    default void variant(Variant variant) {
        text(variant.release());
        text(variant.evaluatorVersion());
    }

    default void group(Group group) {
        text(group.dimension());
        text(group.name());
    }

    default void texts(Collection<String> texts) {
        whole(texts.size());
        texts.forEach(this::text);
    }

    /** The size, then every entry. */
    default <K, V> void entries(Map<K, V> map, Consumer<K> keys, Consumer<V> values) {
        whole(map.size());
        map.forEach((key, value) -> {
            keys.accept(key);
            values.accept(value);
        });
    }
}
