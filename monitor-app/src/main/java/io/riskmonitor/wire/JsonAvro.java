package io.riskmonitor.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.riskmonitor.document.Nearest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Plain JSON to generated Avro records, by walking the schema: a new field needs no new code here.
 *
 * <p>Avro's own JSON decoder is not used, because it wants unions wrapped ({@code {"string": "c-9"}}), skips unknown
 * keys and names no paths.
 */
final class JsonAvro {

    /** Longest excerpt of the input that a message repeats. */
    private static final int MAX_EXCERPT = 40;

    private JsonAvro() {}

    /** @param besides keys of the object that are read elsewhere */
    static SpecificRecord record(Schema schema, JsonNode object, Set<String> besides) throws Malformed {
        return record(schema, object, "", besides);
    }

    static void requireObject(JsonNode node) throws Malformed {
        requireObject(node, "");
    }

    /** The text under {@code key}; null where there is none. */
    static @Nullable String optionalText(JsonNode object, String key) throws Malformed {
        JsonNode node = object.path(key);
        return node.isMissingNode() || node.isNull() ? null : text(node, key);
    }

    private static SpecificRecord record(Schema schema, JsonNode object, String path, Set<String> besides)
            throws Malformed {
        requireObject(object, path);
        refuseUnknownKeys(schema, object, path, besides);
        SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            String at = under(path, field.name());
            JsonNode node = object.path(field.name());
            if (!node.isMissingNode() && !(node.isNull() && isOptional(field))) {
                record.put(field.pos(), value(field.schema(), node, at));
            } else if (isOptional(field)) {
                record.put(field.pos(), SpecificData.get().getDefaultValue(field));
            } else {
                throw new Malformed(at, "missing");
            }
        }
        return record;
    }

    /** The default of an enum is for readers that do not know a symbol; a publisher has to name one. */
    private static boolean isOptional(Schema.Field field) {
        return field.hasDefaultValue() && field.schema().getType() != Schema.Type.ENUM;
    }

    private static void refuseUnknownKeys(Schema schema, JsonNode object, String path, Set<String> besides)
            throws Malformed {
        for (Iterator<String> keys = object.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (schema.getField(key) == null && !besides.contains(key)) {
                List<String> known = new ArrayList<>(besides);
                schema.getFields().forEach(field -> known.add(field.name()));
                throw unknownKey(path, key, known);
            }
        }
    }

    /** One value; {@code path} is where it stands. */
    static Object value(Schema schema, JsonNode node, String path) throws Malformed {
        return switch (schema.getType()) {
            case UNION -> value(present(schema), node, path);
            case RECORD -> record(schema, node, path, Set.of());
            case MAP -> map(schema.getValueType(), node, path);
            case ARRAY -> array(schema.getElementType(), node, path);
            case ENUM -> symbol(schema, node, path);
            case STRING -> text(node, path);
            case DOUBLE -> number(node, path);
            case LONG -> time(schema, node, path);
            case BOOLEAN -> truth(node, path);
            default -> throw new IllegalStateException(path + ": the contract has no " + schema.getType() + " so far");
        };
    }

    /** What an optional field holds where it holds something. */
    private static Schema present(Schema union) {
        return union.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> map(Schema values, JsonNode node, String path) throws Malformed {
        requireObject(node, path);
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            map.put(entry.getKey(), value(values, entry.getValue(), under(path, excerpt(entry.getKey()))));
        }
        return map;
    }

    private static List<Object> array(Schema elements, JsonNode node, String path) throws Malformed {
        if (!node.isArray()) {
            throw expected("an array", node, path);
        }
        List<Object> array = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            array.add(value(elements, node.get(i), path + "[" + i + "]"));
        }
        return array;
    }

    private static Object symbol(Schema schema, JsonNode node, String path) throws Malformed {
        String symbol = text(node, path);
        if (!schema.hasEnumSymbol(symbol)) {
            String hint = didYouMean(symbol, schema.getEnumSymbols());
            throw new Malformed(
                    path,
                    "unknown " + excerpt(node.toString())
                            + (hint.isEmpty() ? ", expected one of " + schema.getEnumSymbols() : hint));
        }
        return SpecificData.get().createEnum(symbol, schema);
    }

    private static String text(JsonNode node, String path) throws Malformed {
        if (!node.isTextual()) {
            throw expected("a string", node, path);
        }
        return node.textValue();
    }

    private static double number(JsonNode node, String path) throws Malformed {
        if (!node.isNumber()) {
            throw expected("a number", node, path);
        }
        return node.doubleValue();
    }

    private static boolean truth(JsonNode node, String path) throws Malformed {
        if (!node.isBoolean()) {
            throw expected("true or false", node, path);
        }
        return node.booleanValue();
    }

    private static Instant time(Schema schema, JsonNode node, String path) throws Malformed {
        if (!(schema.getLogicalType() instanceof LogicalTypes.TimestampMillis)) {
            throw new IllegalStateException(path + ": the contract has no plain long so far");
        }
        try {
            if (node.isIntegralNumber() && node.canConvertToLong()) {
                return Instant.ofEpochMilli(node.longValue());
            }
            if (node.isTextual()) {
                // milliseconds are what Avro keeps; a year that they cannot count is an ArithmeticException
                return Instant.ofEpochMilli(
                        OffsetDateTime.parse(node.textValue()).toInstant().toEpochMilli());
            }
        } catch (DateTimeException | ArithmeticException e) {
            // said below
        }
        throw expected("a time such as 2026-05-01T12:00:00.123Z or epoch milliseconds", node, path);
    }

    private static void requireObject(JsonNode node, String path) throws Malformed {
        if (!node.isObject()) {
            throw path.isEmpty()
                    ? new Malformed("expected an object, got " + excerpt(node.toString()))
                    : expected("an object", node, path);
        }
    }

    static Malformed unknownKey(String path, String key, List<String> known) {
        return new Malformed(under(path, excerpt(key)), "unknown key" + didYouMean(key, known));
    }

    static Malformed expected(String what, JsonNode node, String path) {
        return new Malformed(path, "expected " + what + ", got " + excerpt(node.toString()));
    }

    private static String under(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String didYouMean(String word, List<String> known) {
        return Nearest.to(word, known)
                .map(nearest -> ", did you mean " + nearest + "?")
                .orElse("");
    }

    private static String excerpt(String text) {
        return text.length() <= MAX_EXCERPT ? text : text.substring(0, MAX_EXCERPT) + "…";
    }
}
