package io.riskmonitor.rule;

import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives back what a {@link StateOutput} took, in the same order. */
public interface StateInput {

    boolean flag();

    long whole();

    double number();

    @Nullable
    String text();

    /** A text that was not null when it was written. */
    default String name() {
        return Objects.requireNonNull(text());
    }

    default double[] numbers() {
        double[] values = new double[(int) whole()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number();
        }
        return values;
    }

    default Variant variant() {
        return new Variant(text(), text());
    }

    default Group group() {
        Group group = new Group(name(), name());
        return group.isAll() ? Group.ALL : group;
    }

    default List<String> texts() {
        long size = whole();
        List<String> texts = new ArrayList<>();
        for (long i = 0; i < size; i++) {
            texts.add(name());
        }
        return texts;
    }

    /** Fills the map with what {@link StateOutput#entries} wrote. */
    default <K, V, M extends Map<K, V>> M entries(M into, Supplier<K> keys, Supplier<V> values) {
        long size = whole();
        for (long i = 0; i < size; i++) {
            into.put(keys.get(), values.get());
        }
        return into;
    }
}
