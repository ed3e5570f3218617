package io.riskmonitor.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Type;
import org.junit.jupiter.api.Test;

/** What every schema of the contract has in common, so that it can be read without a manual and can still change. */
class SchemaStyleTest {

    /** Fields that say when: {@code at}, {@code occurredAt}, {@code windowStart}, {@code until}, {@code acknowledgeBy}. */
    private static final Pattern WHEN = Pattern.compile("at|start|end|until|.+(At|Start|End)|acknowledgeBy");

    @Test
    void everyRecordAndEnumSaysWhatItIs() {
        assertThat(PublishedSchemas.namedTypes()).hasSizeGreaterThan(20).allSatisfy(type -> assertThat(type.getDoc())
                .as(type.getName())
                .isNotBlank()
                .endsWith("."));
    }

    @Test
    void everyFieldSaysWhatItHolds() {
        assertThat(PublishedSchemas.fields())
                .allSatisfy((name, field) ->
                        assertThat(field.doc()).as(name).isNotBlank().endsWith("."));
    }

    @Test
    void everyEnumHasADefaultSoThatItCanGrow() {
        assertThat(PublishedSchemas.namedTypes())
                .filteredOn(type -> type.getType() == Type.ENUM)
                .isNotEmpty()
                .allSatisfy(type ->
                        assertThat(type.getEnumDefault()).as(type.getName()).isIn(type.getEnumSymbols()));
    }

    @Test
    void whatMayBeMissingIsNullFirstAndNullByDefault() {
        assertThat(fields(field -> PublishedSchemas.any(field.schema(), PublishedSchemas.is(Type.UNION))))
                .isNotEmpty()
                .allSatisfy((name, field) -> {
                    assertThat(field.schema().getTypes())
                            .as(name)
                            .hasSize(2)
                            .first()
                            .extracting(Schema::getType)
                            .isEqualTo(Type.NULL);
                    assertThat(field.defaultVal()).as(name).isEqualTo(JsonProperties.NULL_VALUE);
                });
    }

    @Test
    void collectionsAreEmptyByDefaultAndNeverHoldNull() {
        assertThat(fields(field -> PublishedSchemas.any(field.schema(), PublishedSchemas.is(Type.ARRAY, Type.MAP))))
                .isNotEmpty()
                .allSatisfy((name, field) -> {
                    Schema type = field.schema();
                    assertThat(type.getType() == Type.UNION || field.hasDefaultValue())
                            .as(name)
                            .isTrue();
                    assertThat(type.getType() == Type.ARRAY
                                    && type.getElementType().isNullable())
                            .as(name)
                            .isFalse();
                    assertThat(type.getType() == Type.MAP && type.getValueType().isNullable())
                            .as(name)
                            .isFalse();
                });
    }

    @Test
    void timesAreEpochMillisecondsWithTheirLogicalType() {
        assertThat(fields(field -> WHEN.matcher(field.name()).matches()))
                .hasSizeGreaterThan(8)
                .allSatisfy((name, field) -> assertThat(PublishedSchemas.any(
                                field.schema(), PublishedSchemas.hasLogicalType("timestamp-millis")))
                        .as(name)
                        .isTrue());
    }

    @Test
    void thereIsNoOtherLogicalType() {
        assertThat(PublishedSchemas.fields()).allSatisfy((name, field) -> assertThat(PublishedSchemas.any(
                        field.schema(),
                        PublishedSchemas.hasLogicalType("timestamp-millis")
                                .or(PublishedSchemas.hasLogicalType(null))
                                .negate()))
                .as(name)
                .isFalse());
    }

    @Test
    void allTypesLiveInOneNamespace() {
        assertThat(PublishedSchemas.namedTypes())
                .extracting(Schema::getNamespace)
                .containsOnly("io.riskmonitor.schema");
    }

    private static Map<String, Schema.Field> fields(Predicate<Schema.Field> wanted) {
        Map<String, Schema.Field> fields = PublishedSchemas.fields();
        fields.values().removeIf(wanted.negate());
        return fields;
    }
}
