package io.riskmonitor.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was once published stays readable, and whoever has not upgraded reads what is published today: FULL_TRANSITIVE.
 *
 * <p>With {@code -Dschemas.accept=true} a compatible change becomes the next version of its history.
 */
class CompatibilityTest {

    private static final boolean ACCEPT = Boolean.getBoolean("schemas.accept");

    static List<Schema> published() {
        return PublishedSchemas.topLevel();
    }

    @ParameterizedTest
    @MethodSource("published")
    void everySchemaReadsAndIsReadByEveryVersionBefore(Schema current) {
        List<Schema> versions = SchemaHistory.of(current).versions();
        for (int i = 0; i < versions.size(); i++) {
            assertThat(SchemaHistory.breaks(current, versions.get(i)))
                    .as("%s against history/%s/v%d.avsc", current.getName(), current.getName(), i + 1)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("published")
    void everySchemaIsTheNewestVersionOfItsHistory(Schema current) throws IOException {
        SchemaHistory history = SchemaHistory.of(current);
        boolean compatible = history.versions().stream()
                .allMatch(before -> SchemaHistory.breaks(current, before).isEmpty());
        if (ACCEPT && compatible && !history.endsWith(current)) {
            history.add(current);
        }
        assertThat(history.endsWith(current))
                .as(
                        "%1$s.avsc, or a type it names, differs from the newest file in schemas/history/%1$s. If the"
                                + " change is meant, add it as the next version and commit the new file:%n"
                                + "  mvn -pl schemas -am test -Dtest=CompatibilityTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dschemas.accept=true%n"
                                + "See schemas/README.md.",
                        current.getName())
                .isTrue();
        assertThat(history.strays()).isEmpty();
    }

    @Test
    void everyRecordInTheSourcesIsPublishedOrPartOfOneThatIs() throws IOException {
        List<String> named =
                PublishedSchemas.namedTypes().stream().map(Schema::getName).toList();
        try (Stream<Path> sources = Files.list(Path.of(System.getProperty("basedir", "."), "src/main/avro"))) {
            assertThat(sources.map(file -> file.getFileName().toString().replace(".avsc", "")))
                    .as("a record with a topic of its own belongs into PublishedSchemas.topLevel()")
                    .isSubsetOf(named);
        }
    }

    @Test
    void aFieldWithADefaultMayComeAndGo() {
        Schema more = record("""
                {"name": "id", "type": "string"}, {"name": "note", "type": ["null", "string"], "default": null}""");
        Schema less = record("""
                {"name": "id", "type": "string"}""");
        assertThat(SchemaHistory.breaks(more, less)).isEmpty();
        assertThat(SchemaHistory.breaks(less, more)).isEmpty();
    }

    @Test
    void aFieldMayNotBeAddedWithoutADefault() {
        Schema before = record("""
                {"name": "id", "type": "string"}""");
        Schema after = record("""
                {"name": "id", "type": "string"}, {"name": "note", "type": "string"}""");
        assertThat(SchemaHistory.breaks(after, before))
                .singleElement()
                .asString()
                .contains("cannot read old records", "READER_FIELD_MISSING_DEFAULT_VALUE", "note");
    }

    @Test
    void aFieldWithoutADefaultMayNotBeRemoved() {
        Schema before = record("""
                {"name": "id", "type": "string"}, {"name": "note", "type": "string"}""");
        Schema after = record("""
                {"name": "id", "type": "string"}""");
        assertThat(SchemaHistory.breaks(after, before))
                .singleElement()
                .asString()
                .contains("cannot read new records", "READER_FIELD_MISSING_DEFAULT_VALUE", "note");
    }

    @Test
    void aFieldMayNotChangeItsTypeNotEvenToAWiderOne() {
        Schema before = record("""
                {"name": "n", "type": "int"}""");
        assertThat(SchemaHistory.breaks(record("""
                {"name": "n", "type": "string"}"""), before)).hasSize(2).allSatisfy(problem -> assertThat(problem)
                .contains("TYPE_MISMATCH"));
        assertThat(SchemaHistory.breaks(record("""
                {"name": "n", "type": "long"}"""), before))
                .singleElement()
                .asString()
                .contains("cannot read new records", "TYPE_MISMATCH");
    }

    @Test
    void anEnumMayGainASymbolOnlyIfItHasADefault() {
        assertThat(SchemaHistory.breaks(outcomes("'PASS', 'FAIL', 'UNSURE'", ""), outcomes("'PASS', 'FAIL'", "")))
                .singleElement()
                .asString()
                .contains("cannot read new records", "MISSING_ENUM_SYMBOLS", "UNSURE");
        String orPass = ", 'default': 'PASS'";
        assertThat(SchemaHistory.breaks(
                        outcomes("'PASS', 'FAIL', 'UNSURE'", orPass), outcomes("'PASS', 'FAIL'", orPass)))
                .isEmpty();
    }

    @Test
    void aRecordMayNotBeRenamed() {
        Schema before = record("""
                {"name": "id", "type": "string"}""");
        Schema after = new Schema.Parser().parse(before.toString().replace("\"R\"", "\"S\""));
        assertThat(SchemaHistory.breaks(after, before)).hasSize(2).allSatisfy(problem -> assertThat(problem)
                .contains("NAME_MISMATCH"));
    }

    @Test
    void aHistoryGrowsByTheSchemasThatAreAcceptedAndSeesEveryChange(@TempDir Path folder) throws IOException {
        SchemaHistory history = new SchemaHistory(folder.resolve("R"));
        Schema first = record("""
                {"name": "id", "type": "string"}""");
        Schema documented = record("""
                {"name": "id", "type": "string", "doc": "Unique."}""");
        assertThat(history.endsWith(first)).isFalse();
        history.add(first);
        assertThat(history.endsWith(first)).isTrue();
        assertThat(history.endsWith(documented)).isFalse();
        history.add(documented);
        assertThat(history.versions()).hasSize(2);
        assertThat(history.endsWith(documented)).isTrue();
        assertThat(history.endsWith(first)).isFalse();
    }

    @Test
    void aHistoryHasNoGapsAndNoOtherFiles(@TempDir Path folder) throws IOException {
        SchemaHistory history = new SchemaHistory(folder);
        history.add(record("""
                {"name": "id", "type": "string"}"""));
        assertThat(history.strays()).isEmpty();
        Path gap = Files.createFile(folder.resolve("v3.avsc"));
        Path other = Files.createFile(folder.resolve("notes.txt"));
        assertThat(history.strays()).containsExactlyInAnyOrder(gap, other);
    }

    private static Schema record(String fields) {
        return new Schema.Parser().parse("{\"type\": \"record\", \"name\": \"R\", \"fields\": [" + fields + "]}");
    }

    private static Schema outcomes(String symbols, String more) {
        return record("{'name': 'o', 'type': {'type': 'enum', 'name': 'O', 'symbols': [%s]%s}}"
                .formatted(symbols, more)
                .replace('\'', '"'));
    }
}
