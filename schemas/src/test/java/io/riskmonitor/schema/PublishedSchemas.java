package io.riskmonitor.schema;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** The schemas of the contract as the registry sees them: without what the code generator adds for Java. */
final class PublishedSchemas {

    private PublishedSchemas() {}

    /** One per topic: the records that have a subject of their own. */
    static List<Schema> topLevel() {
        return Stream.of(
                        Interaction.getClassSchema(),
                        Verdict.getClassSchema(),
                        RiskPolicy.getClassSchema(),
                        Command.getClassSchema(),
                        Finding.getClassSchema(),
                        Alert.getClassSchema(),
                        Escalation.getClassSchema(),
                        Digest.getClassSchema(),
                        GoldCase.getClassSchema(),
                        Review.getClassSchema(),
                        Flagged.getClassSchema())
                .map(PublishedSchemas::withoutJava)
                .toList();
    }

    private static Schema withoutJava(Schema generated) {
        return new Schema.Parser().parse(generated.toString().replace(",\"avro.java.string\":\"String\"", ""));
    }

    /** Every record and enum that a top-level record names, itself included. */
    static Collection<Schema> namedTypes() {
        Map<String, Schema> named = new LinkedHashMap<>();
        topLevel().forEach(schema -> collect(schema, named));
        return named.values();
    }

    private static void collect(Schema schema, Map<String, Schema> named) {
        switch (schema.getType()) {
            case RECORD -> {
                if (named.putIfAbsent(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), named));
                }
            }
            case ENUM, FIXED -> named.putIfAbsent(schema.getFullName(), schema);
            case ARRAY -> collect(schema.getElementType(), named);
            case MAP -> collect(schema.getValueType(), named);
            case UNION -> schema.getTypes().forEach(type -> collect(type, named));
            default -> {}
        }
    }

    /** Every field of every record, as {@code Record.field}. */
    static Map<String, Schema.Field> fields() {
        Map<String, Schema.Field> fields = new TreeMap<>();
        for (Schema type : namedTypes()) {
            fields.putAll(fieldsOf(type));
        }
        return fields;
    }

    /** The fields of one record, as {@code Record.field}; none of an enum. */
    static Map<String, Schema.Field> fieldsOf(Schema type) {
        return type.getType() != Schema.Type.RECORD
                ? Map.of()
                : type.getFields().stream()
                        .collect(Collectors.toMap(field -> type.getName() + "." + field.name(), field -> field));
    }

    /** Whether a type, or one that it is composed of without being named, has a property. */
    static boolean any(Schema schema, Predicate<Schema> property) {
        return property.test(schema)
                || switch (schema.getType()) {
                    case ARRAY -> any(schema.getElementType(), property);
                    case MAP -> any(schema.getValueType(), property);
                    case UNION -> schema.getTypes().stream().anyMatch(type -> any(type, property));
                    default -> false;
                };
    }

    /** Whether it is one of these types. */
    static Predicate<Schema> is(Schema.Type... types) {
        return schema -> Arrays.asList(types).contains(schema.getType());
    }

    /** Whether it has this logical type. */
    static Predicate<Schema> hasLogicalType(String name) {
        return schema -> Objects.equals(schema.getProp("logicalType"), name);
    }
}
