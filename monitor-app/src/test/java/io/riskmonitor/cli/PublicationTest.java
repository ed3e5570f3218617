package io.riskmonitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.riskmonitor.config.Topics;
import io.riskmonitor.wire.JsonLines;
import java.io.ByteArrayInputStream;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class PublicationTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final String INTERACTION = """
            {"type":"interaction","interactionId":"i-1","occurredAt":"2026-05-01T12:00:00.123Z","application":"a"}
            """;
    private static final String VERDICT = """
            {"type":"verdict","interactionId":"i-1","judgedAt":"2026-05-01T12:20:00Z","category":"MISUSE","evaluator":"desk","source":"HUMAN","outcome":"PASS"}
            """;

    private final List<String> reported = new ArrayList<>();
    private final MockProducer<String, Object> producer = producer(true, avro());
    private final Publication publication = publication(producer);

    @Test
    void sendsEachKindToItsTopicUnderTheKeyAndTimeOfTheEvent() {
        assertThat(publication.publish("f", lines(INTERACTION + VERDICT), false))
                .isTrue();
        assertThat(producer.history())
                .extracting(ProducerRecord::topic, ProducerRecord::key, ProducerRecord::timestamp)
                .containsExactly(
                        tuple("t.llm.interactions", "i-1", 1777636800123L),
                        tuple("t.llm.verdicts", "i-1", 1777638000000L));
    }

    @Test
    void aGoldCaseGoesAlsoToWhereInstancesLookWhenTheyStart() {
        String gold =
                "{\"type\":\"gold\",\"caseId\":\"c-1\",\"expected\":[\"yes\"],\"grading\":{\"method\":\"EXACT\"}}\n";
        publication.publish("f", lines(gold + INTERACTION), false);
        assertThat(producer.history())
                .extracting(ProducerRecord::topic, ProducerRecord::key)
                .containsExactly(
                        tuple("t.risk.gold", "c-1"),
                        tuple("t.risk.gold.accepted", "c-1"),
                        tuple("t.llm.interactions", "i-1"));
        assertThat(publication.summary(Duration.ZERO))
                .isEqualTo("published 1 interactions and 0 verdicts, and 1 gold cases, from 1 files in 0.0 s,"
                        + " 0 lines refused");
        assertThat(publication.outlives(Duration.ofDays(36_500))).isFalse();
    }

    @Test
    void timesThatKafkaRefusesAreReplacedSoThatTheMonitorSeesTheRecord() {
        publication.publish("f", lines(INTERACTION.replace("2026-05", "1960-05")), false);
        publication.publish("f", lines(INTERACTION.replace("2026-05", "3000-05")), false);
        assertThat(producer.history()).extracting(ProducerRecord::timestamp).containsExactly(0L, NOW.toEpochMilli());
    }

    @Test
    void knowsWhetherEventsAreOlderThanTheTopicKeepsThem() {
        assertThat(publication.outlives(Duration.ofDays(7))).as("nothing sent").isFalse();
        publication.publish("f", lines(INTERACTION), false);
        assertThat(publication.outlives(Duration.ofDays(30))).isTrue();
        assertThat(publication.outlives(Duration.ofDays(31))).isFalse();
    }

    @Test
    void aBadLineIsReportedAndTheRestGoesOn() {
        assertThat(publication.publish("f", lines(INTERACTION + "{}\n" + VERDICT), false))
                .isTrue();
        publication.finish();
        assertThat(reported).containsExactly("f:2: type: missing, expected interaction, verdict or gold");
        assertThat(publication.refused()).isEqualTo(1);
        assertThat(publication.summary(Duration.ofMillis(1250)))
                .isEqualTo("published 1 interactions and 1 verdicts from 1 files in 1.3 s, 1 lines refused");
    }

    @Test
    void strictStopsAtTheFirstBadLine() {
        assertThat(publication.publish("f", lines(INTERACTION + "{}\n{}\n" + VERDICT), true))
                .isFalse();
        assertThat(reported).hasSize(1);
        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void manyBadLinesOfAFileAreCountedInTheEnd() {
        publication.publish("f", lines("[]\n".repeat(250)), false);
        assertThat(reported).hasSize(Publication.MAX_REPORTED + 1).last().isEqualTo("f: 150 more lines refused");
        assertThat(publication.refused()).isEqualTo(250);
    }

    @Test
    void aSendThatFailsEndsThePublication() {
        MockProducer<String, Object> manual = producer(false, avro());
        Publication failing = publication(manual);
        failing.publish("f", lines(INTERACTION + INTERACTION), false);
        manual.completeNext();
        manual.errorNext(new AuthorizationException("not yours"));
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(failing::finish)
                .withMessage("cannot send to t.llm.interactions, after 1 events were acknowledged:"
                        + " not yours (AuthorizationException)");
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> failing.publish("g", lines(INTERACTION), false));
    }

    @Test
    void aRegistryThatFailsEndsThePublication() {
        Publication failing = publication(producer(true, (topic, value) -> {
            throw new SerializationException("wrapped", new ConnectException("Connection refused"));
        }));
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> failing.publish("f", lines(INTERACTION), false))
                .withMessageContaining("Connection refused");
    }

    private Publication publication(MockProducer<String, Object> producer) {
        return new Publication(producer, new Topics("t."), Clock.fixed(NOW, ZoneOffset.UTC), reported::add);
    }

    private static MockProducer<String, Object> producer(boolean acknowledges, Serializer<Object> values) {
        return new MockProducer<>(acknowledges, null, new StringSerializer(), values);
    }

    private static Serializer<Object> avro() {
        KafkaAvroSerializer avro = new KafkaAvroSerializer();
        avro.configure(Map.of("schema.registry.url", "mock://publication"), false);
        return avro;
    }

    private static JsonLines lines(String text) {
        return new JsonLines(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }
}
