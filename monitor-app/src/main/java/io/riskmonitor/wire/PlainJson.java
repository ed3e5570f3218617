package io.riskmonitor.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro records as the JSON that people and other programs read: fields in the order of the schema, no union wrappers, no
 * nulls, times as ISO-8601. Avro's own JSON encoding wraps unions ({@code {"string": "de"}}) and writes times as numbers.
 *
 * <p>Numbers that JSON cannot hold (NaN, infinities) are left out like nulls.
 */
public final class PlainJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private PlainJson() {}

    /** The record as a JSON object. */
    public static ObjectNode of(IndexedRecord record) {
        ObjectNode object = JSON.objectNode();
        GenericData data =
                record instanceof SpecificRecord ? SpecificData.getForSchema(record.getSchema()) : GenericData.get();
        for (Field field : record.getSchema().getFields()) {
            JsonNode value = json(data, field.schema(), record.get(field.pos()));
            if (!value.isNull()) {
                object.set(field.name(), value);
            }
        }
        return object;
    }

    private static JsonNode json(GenericData data, Schema schema, @Nullable Object value) {
        if (value == null) {
            return JSON.nullNode();
        }
        return switch (schema.getType()) {
            case RECORD -> of((IndexedRecord) value);
            case UNION -> json(data, schema.getTypes().get(data.resolveUnion(schema, value)), value);
            case ARRAY -> array(data, schema.getElementType(), (Collection<?>) value);
            case MAP -> map(data, schema.getValueType(), (Map<?, ?>) value);
            case LONG -> time(schema, value);
            case INT -> JSON.numberNode((Integer) value);
            case FLOAT, DOUBLE -> number(((Number) value).doubleValue());
            case BOOLEAN -> JSON.booleanNode((Boolean) value);
            case BYTES -> bytes((ByteBuffer) value);
            case FIXED -> JSON.binaryNode(((GenericFixed) value).bytes());
            case STRING, ENUM -> JSON.textNode(value.toString());
            case NULL -> JSON.nullNode();
        };
    }

    /** A generated class holds an {@link Instant} where a generic record holds the number. */
    private static JsonNode time(Schema schema, Object value) {
        if (value instanceof Instant) {
            return JSON.textNode(value.toString());
        }
        long number = (Long) value;
        return LogicalTypes.timestampMillis().equals(schema.getLogicalType())
                ? JSON.textNode(Instant.ofEpochMilli(number).toString())
                : JSON.numberNode(number);
    }

    private static JsonNode number(double value) {
        return Double.isFinite(value) ? JSON.numberNode(value) : JSON.nullNode();
    }

    private static JsonNode bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return JSON.binaryNode(bytes);
    }

    private static JsonNode array(GenericData data, Schema elementType, Collection<?> values) {
        ArrayNode array = JSON.arrayNode(values.size());
        values.forEach(value -> array.add(json(data, elementType, value)));
        return array;
    }

    private static JsonNode map(GenericData data, Schema valueType, Map<?, ?> values) {
        ObjectNode object = JSON.objectNode();
        values.forEach((key, value) -> object.set(key.toString(), json(data, valueType, value)));
        return object;
    }
}
