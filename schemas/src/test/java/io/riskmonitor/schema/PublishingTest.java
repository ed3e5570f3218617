package io.riskmonitor.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a team does that publishes with the generated classes; the same lines are in {@code schemas/README.md}. */
class PublishingTest {

    private static final String SCOPE = "publishing";

    private final Map<String, Object> config = Map.of(
            "schema.registry.url", "mock://" + SCOPE,
            "avro.remove.java.properties", true,
            "specific.avro.reader", true);

    @AfterEach
    void forget() {
        MockSchemaRegistry.dropScope(SCOPE);
    }

    @Test
    void whatIsPublishedIsWhatIsRead() {
        Interaction interaction = anInteraction();
        try (var serializer = new KafkaAvroSerializer();
                var deserializer = new KafkaAvroDeserializer()) {
            serializer.configure(config, false);
            deserializer.configure(config, false);
            byte[] published = serializer.serialize("llm.interactions", interaction);
            assertThat(deserializer.deserialize("llm.interactions", published)).isEqualTo(interaction);
        }
    }

    @Test
    void theRegisteredSchemaIsTheOneInItsHistory() throws Exception {
        try (var serializer = new KafkaAvroSerializer()) {
            serializer.configure(config, false);
            serializer.serialize("llm.interactions", anInteraction());
        }
        String registered = MockSchemaRegistry.getClientForScope(SCOPE)
                .getLatestSchemaMetadata("llm.interactions-value")
                .getSchema();
        assertThat(registered).doesNotContain("avro.java.string");
        List<org.apache.avro.Schema> versions =
                SchemaHistory.of(Interaction.getClassSchema()).versions();
        assertThat(new org.apache.avro.Schema.Parser().parse(registered)).isEqualTo(versions.get(versions.size() - 1));
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        Interaction interaction = Interaction.newBuilder()
                .setInteractionId("i-1")
                .setOccurredAt(Instant.parse("2026-05-01T12:00:00Z"))
                .setApplication("billing-assistant")
                .build();
        assertThat(interaction.getSegments()).isEmpty();
        assertThat(interaction.getVerdicts()).isEmpty();
        assertThat(interaction.getConversationId()).isNull();
        assertThat(interaction.getAnswer()).isNull();
    }

    @Test
    void whatMustBeSaidCannotBeForgotten() {
        assertThatExceptionOfType(AvroRuntimeException.class)
                .isThrownBy(() -> Interaction.newBuilder()
                        .setInteractionId("i-1")
                        .setApplication("billing-assistant")
                        .build())
                .withMessageContaining("occurredAt");
    }

    private static Interaction anInteraction() {
        return Interaction.newBuilder()
                .setInteractionId("i-1")
                .setOccurredAt(Instant.parse("2026-05-01T12:00:00.123Z"))
                .setApplication("billing-assistant")
                .setConversationId("c-9")
                .setSegments(Map.of("locale", "de", "plan", "free"))
                .setVerdicts(List.of(InlineVerdict.newBuilder()
                        .setCategory(RiskCategory.HALLUCINATION)
                        .setEvaluator("judge-a")
                        .setSource(Source.JUDGE)
                        .setOutcome(Outcome.FAIL)
                        .build()))
                .build();
    }
}
