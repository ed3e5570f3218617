package io.riskmonitor.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Type;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

/**
 * The monitor needs no prompt and no answer, so its topics must not become the place where they leak to: they are kept
 * long and read by many. The only text is that of our own probes: {@code Interaction.answer}, which answers one, and
 * {@code GoldCase.expected}, what it should have been.
 */
class NoTextTest {

    private static final String REVIEWED = "reviewed-text-fields.txt";

    /** Names that say that a field holds what people or models wrote; no review makes them acceptable. */
    private static final List<String> REFUSED_WORDS = List.of(
            "prompt",
            "text",
            "message",
            "content",
            "input",
            "output",
            "completion",
            "body",
            "transcript",
            "question",
            "answer",
            "response");

    /** Name and version of a prompt template are not its text; the answer is that of a probe. */
    private static final Set<String> REVIEWED_NAMES =
            Set.of("Release.promptName", "Release.promptVersion", "Interaction.answer");

    @Test
    void everyFieldThatCanHoldTextIsReviewed() throws IOException {
        Set<String> unreviewed = new TreeSet<>();
        PublishedSchemas.namedTypes().forEach(type -> unreviewed.addAll(textFieldsOf(type)));
        unreviewed.removeAll(reviewed().keySet());
        assertThat(unreviewed)
                .as(
                        "these fields can hold text. No prompt, answer or other text of a user may enter a topic: a"
                                + " field for an id, a name or a code is fine. Let a second person review what"
                                + " publishers will put there, then add a line with what it holds to"
                                + " schemas/src/test/resources/io/riskmonitor/schema/%s",
                        REVIEWED)
                .isEmpty();
    }

    @Test
    void noFieldHasTheNameOfText() {
        assertThat(PublishedSchemas.namedTypes().stream().flatMap(type -> refusedNames(type).stream()))
                .as("a field with such a name invites prompt or answer text; no review makes it acceptable")
                .isEmpty();
    }

    @Test
    void everyReviewedFieldExistsAndSaysWhatItHolds() throws IOException {
        assertThat(PublishedSchemas.fields().keySet())
                .as("remove what is no longer there from %s", REVIEWED)
                .containsAll(reviewed().keySet());
        assertThat(reviewed())
                .allSatisfy((field, holds) -> assertThat(holds).as(field).isNotBlank());
    }

    @Test
    void textIsFoundWhereverItHides() {
        Schema hiding = SchemaBuilder.record("Hiding")
                .fields()
                .optionalString("said")
                .requiredBytes("packed")
                .name("many")
                .type()
                .array()
                .items()
                .stringType()
                .noDefault()
                .name("keys")
                .type()
                .map()
                .values()
                .doubleType()
                .noDefault()
                .name("chunks")
                .type()
                .array()
                .items()
                .fixed("Chunk")
                .size(512)
                .noDefault()
                .requiredLong("count")
                .optionalDouble("share")
                .endRecord();
        assertThat(textFieldsOf(hiding))
                .containsExactlyInAnyOrder(
                        "Hiding.said", "Hiding.packed", "Hiding.many", "Hiding.keys", "Hiding.chunks");
    }

    @Test
    void namesOfTextAreRefusedWhereTheyCouldHoldIt() {
        Schema naming = SchemaBuilder.record("Naming")
                .fields()
                .optionalString("userPrompt")
                .optionalString("Messages")
                .optionalString("context")
                .optionalString("name")
                .name("transcript")
                .type()
                .record("Turn")
                .fields()
                .optionalString("said")
                .endRecord()
                .noDefault()
                .requiredLong("outputTokens")
                .endRecord();
        assertThat(refusedNames(naming))
                .containsExactlyInAnyOrder(
                        "Naming.userPrompt", "Naming.Messages", "Naming.context", "Naming.transcript");
    }

    private static List<String> textFieldsOf(Schema type) {
        // the keys of a map are strings, whatever its values are
        var text = PublishedSchemas.is(Type.STRING, Type.BYTES, Type.FIXED, Type.MAP);
        return PublishedSchemas.fieldsOf(type).entrySet().stream()
                .filter(field -> PublishedSchemas.any(field.getValue().schema(), text))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> refusedNames(Schema type) {
        var textOrRecord = PublishedSchemas.is(Type.STRING, Type.BYTES, Type.FIXED, Type.MAP, Type.RECORD);
        return PublishedSchemas.fieldsOf(type).entrySet().stream()
                .filter(field -> PublishedSchemas.any(field.getValue().schema(), textOrRecord))
                .filter(field -> !REVIEWED_NAMES.contains(field.getKey()))
                .filter(field ->
                        REFUSED_WORDS.stream().anyMatch(field.getValue().name().toLowerCase(Locale.ROOT)::contains))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Record.field to what it holds. */
    private static Map<String, String> reviewed() throws IOException {
        try (InputStream lines = Objects.requireNonNull(NoTextTest.class.getResourceAsStream(REVIEWED), REVIEWED)) {
            Map<String, String> reviewed = new TreeMap<>();
            for (String line : new String(lines.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.strip().split("\\s+", 2);
                    reviewed.put(parts[0], parts.length == 1 ? "" : parts[1]);
                }
            }
            return reviewed;
        }
    }
}
