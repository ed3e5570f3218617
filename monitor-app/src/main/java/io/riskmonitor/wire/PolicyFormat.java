package io.riskmonitor.wire;

import io.riskmonitor.schema.RiskPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * A policy as Avro and as the tree that {@link io.riskmonitor.policy.PolicyReader} reads, so that what comes by Kafka is
 * checked just like a file. Goes by the schema, so a new kind of rule needs nothing here.
 */
public final class PolicyFormat {

    private static final SpecificData AVRO = SpecificData.getForClass(RiskPolicy.class);

    private PolicyFormat() {}

    /** The policy as a tree; without the keys that have no value. */
    public static Map<String, Object> tree(RiskPolicy policy) {
        return map(policy);
    }

    /**
     * The policy in a tree.
     *
     * @param tree one that {@link io.riskmonitor.policy.PolicyReader} found nothing wrong with
     */
    public static RiskPolicy avro(Map<?, ?> tree) {
        return (RiskPolicy) record(RiskPolicy.getClassSchema(), tree);
    }

    private static Map<String, Object> map(IndexedRecord record) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (value != null && !isUnsaid(field.schema(), value)) {
                map.put(field.name(), plain(value));
            }
        }
        return map;
    }

    /** An enum's default symbol is what it has where nobody said anything. */
    private static boolean isUnsaid(Schema schema, Object value) {
        return schema.getType() == Schema.Type.ENUM && value.toString().equals(schema.getEnumDefault());
    }

    private static Object plain(Object value) {
        if (value instanceof IndexedRecord record) {
            return map(record);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(PolicyFormat::plain).toList();
        }
        if (value instanceof Map<?, ?> map) {
            return values(map, PolicyFormat::plain);
        }
        return value instanceof Enum<?> symbol ? symbol.name() : value;
    }

    private static Map<Object, Object> values(Map<?, ?> map, UnaryOperator<Object> change) {
        Map<Object, Object> changed = new LinkedHashMap<>();
        map.forEach((key, value) -> changed.put(key, change.apply(value)));
        return changed;
    }

    private static IndexedRecord record(Schema schema, Map<?, ?> map) {
        IndexedRecord record = (IndexedRecord) AVRO.newRecord(null, schema);
        for (Field field : schema.getFields()) {
            Object value = map.get(field.name());
            record.put(field.pos(), value == null ? defaultOf(field) : avro(field.schema(), value));
        }
        return record;
    }

    private static @Nullable Object defaultOf(Field field) {
        // a copy, since Avro gives the same list to everybody
        return AVRO.deepCopy(field.schema(), AVRO.getDefaultValue(field));
    }

    private static Object avro(Schema schema, Object value) {
        return switch (schema.getType()) {
            case UNION -> avro(schema.getTypes().get(1), value); // every union of the schema is null or something
            case RECORD -> record(schema, (Map<?, ?>) value);
            case ARRAY -> list(schema.getElementType(), (List<?>) value);
            case MAP -> values((Map<?, ?>) value, element -> avro(schema.getValueType(), element));
            case ENUM -> AVRO.createEnum((String) value, schema);
            case DOUBLE -> ((Number) value).doubleValue();
            case LONG -> ((Number) value).longValue();
            case INT -> ((Number) value).intValue();
            default -> value;
        };
    }

    private static List<Object> list(Schema elements, List<?> values) {
        List<Object> list = new ArrayList<>(values.size());
        values.forEach(value -> list.add(avro(elements, value)));
        return list;
    }
}
