package io.riskmonitor.wire;

import io.riskmonitor.stats.LogHistogram;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** A value with all that it holds, as one line of ASCII that is the same whenever the value is. */
public final class Rendered {

    /** Derived from the others, or made when it is needed. */
    private static final Set<String> DERIVED = Set.of(
            "Tally.isCorrection",
            "Tally.lastKeys",
            "Tally.lastSlices",
            "ApplicationMemory.children",
            "ApplicationMemory.families",
            "ApplicationMemory.derivedFor",
            "LossWatch.detector",
            "Succession.asked");

    private Rendered() {}

    public static String of(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        for (char c : render(value).toCharArray()) {
            text.append(c >= ' ' && c <= '~' ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return text.toString();
    }

    private static String render(@Nullable Object value) {
        if (value == null) {
            return "none";
        } else if (value instanceof String text) {
            return '"' + text + '"';
        } else if (value instanceof byte[] bytes) {
            return "0x" + HexFormat.of().formatHex(bytes);
        } else if (value.getClass().isArray()) {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                parts.add(render(Array.get(value, i)));
            }
            return "[" + String.join(", ", parts) + "]";
        } else if (value instanceof Map<?, ?> map) {
            return "{"
                    + String.join(
                            ", ",
                            map.entrySet().stream()
                                    .map(entry -> render(entry.getKey()) + ": " + render(entry.getValue()))
                                    .sorted()
                                    .toList())
                    + "}";
        } else if (value instanceof Collection<?> all) {
            boolean ordered = !(value instanceof Set) || value instanceof SortedSet;
            List<String> parts = all.stream().map(Rendered::render).toList();
            return "["
                    + String.join(
                            ", ", ordered ? parts : parts.stream().sorted().toList()) + "]";
        } else if (value instanceof LogHistogram histogram) {
            return "histogram " + render(histogram.buckets()) + " " + render(histogram.counts());
        } else if (value instanceof Enum || !value.getClass().getName().startsWith("io.riskmonitor.")) {
            return value.toString();
        }
        return fields(value);
    }

    private static String fields(Object value) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> type = value.getClass(); type != Object.class && type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !DERIVED.contains(type.getSimpleName() + "." + field.getName())) {
                    fields.add(field);
                }
            }
        }
        List<String> parts = new ArrayList<>();
        fields.stream().sorted(Comparator.comparing(Field::getName)).forEach(field -> {
            field.setAccessible(true);
            try {
                parts.add(field.getName() + "=" + render(field.get(value)));
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        });
        return value.getClass().getSimpleName() + "(" + String.join(", ", parts) + ")";
    }
}
