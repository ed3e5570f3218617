package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.interaction;
import static io.riskmonitor.scenario.Event.time;
import static io.riskmonitor.scenario.Event.verdict;
import static io.riskmonitor.schema.Outcome.FAIL;
import static io.riskmonitor.schema.Outcome.PASS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.riskmonitor.scenario.Event;
import io.riskmonitor.scenario.SentInteraction;
import io.riskmonitor.schema.RiskCategory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class RefusalsTest {

    private static final Event GOOD = interaction("good").judged("judge-a", FAIL);

    private final Rig rig = Rig.standard();

    @AfterEach
    void close() {
        rig.close();
    }

    static Stream<Arguments> undecodable() {
        return Stream.of(
                arguments("no bytes", new byte[0], "wire format"),
                arguments("fewer bytes than a schema id has", new byte[] {0, 0, 0, 1}, "wire format"),
                arguments("another magic byte", new byte[] {'{', '"', 'i', 'd', '"', '}'}, "wire format"),
                arguments("an unknown schema id", new byte[] {0, 0, 1, 2, 3, 4, 5, 6}, ""),
                arguments("no value", null, "null"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("undecodable")
    void whatIsNotOurWireFormatIsRefused(String what, byte @Nullable [] value, String detail) {
        rig.send(GOOD);
        rig.send(true, "k", value);
        rig.send(false, "k", value);

        assertThat(rig.refusals()).hasSize(2).allSatisfy(refused -> {
            assertThat(refused.reason()).isEqualTo("UNDECODABLE");
            assertThat(refused.detail()).contains(detail);
            assertThat(refused.key()).asString().isEqualTo("k");
            assertThat(refused.value()).isEqualTo(value);
        });
        assertGoodOnesGoOn();
    }

    @Test
    void aTruncatedRecordIsRefusedWhereverItBreaksOff() {
        byte[] whole = rig.encode(
                interaction("i-1").locale("de").measure("latency_ms", 812).judged("judge-a", FAIL));

        for (int length = 5; length < whole.length; length++) {
            rig.send(true, "k", Arrays.copyOf(whole, length));
        }

        assertThat(rig.refusals()).hasSize(whole.length - 5).allMatch(refused -> refused.reason()
                .equals("UNDECODABLE"));
        assertGoodOnesGoOn();
    }

    @Test
    void noBytesWhateverStopTheMonitor() {
        Random random = new Random(1);
        byte[] good = rig.encode(GOOD);
        for (int i = 0; i < 5_000; i++) {
            byte[] value = new byte[random.nextInt(60)];
            random.nextBytes(value);
            if (value.length >= 5) {
                System.arraycopy(good, 0, value, 0, 5); // with a schema id that is known
            }
            rig.send(random.nextBoolean(), "k", value);
        }

        assertThat(rig.refusals()).hasSizeGreaterThan(4_900);
        assertGoodOnesGoOn();
    }

    @Test
    void noDamageToARecordStopsTheMonitor() {
        Random random = new Random(2);
        byte[] good = rig.encode(interaction("i-1").locale("de").measure("m", 1).judged("judge-a", FAIL));
        for (int i = 0; i < 5_000; i++) {
            byte[] value = good.clone();
            value[5 + random.nextInt(value.length - 5)] = (byte) random.nextInt();
            rig.send(true, "k", value);
        }

        assertThat(rig.refusals()).hasSizeGreaterThan(1_000);
        assertGoodOnesGoOn("23:05:00"); // damaged times may have moved the watermark as far as that
    }

    @Test
    void lengthsThatNoRecordHasAreRefused() {
        byte[] header = Arrays.copyOf(rig.encode(GOOD), 5);
        byte[] longestText = {-2, -1, -1, -1, 15}; // 2^31 - 1 as Avro writes it
        byte[] value = ByteBuffer.allocate(header.length + longestText.length)
                .put(header)
                .put(longestText)
                .array();

        rig.send(true, "k", value);

        assertThat(rig.refusals()).extracting(Rig.Refused::reason).containsExactly("UNDECODABLE");
        assertGoodOnesGoOn();
    }

    @Test
    void aVerdictAmongTheInteractionsIsRefused() {
        rig.send(true, "k", rig.encode(verdict("i-1")));

        assertThat(rig.refusals()).extracting(Rig.Refused::reason).containsExactly("UNDECODABLE");
    }

    static Stream<Arguments> unacceptable() {
        String tooLong = "x".repeat(257);
        SentInteraction manySegments = interaction("i-1");
        for (int i = 0; i < 17; i++) {
            manySegments.segment("d-" + i, "x");
        }
        return Stream.of(
                arguments("MISSING_ID", "interactionId is empty", interaction("")),
                arguments("MISSING_ID", "interactionId is empty", interaction("  ")),
                arguments("MISSING_ID", "interactionId is empty", verdict("")),
                arguments(
                        "MISSING_APPLICATION", "application", interaction("i-1").of("")),
                arguments(
                        "IMPLAUSIBLE_TIME",
                        "occurredAt 1970",
                        interaction("i-1").at(Instant.EPOCH)),
                arguments("IMPLAUSIBLE_TIME", "judgedAt 1970", verdict("i-1").at(Instant.EPOCH)),
                arguments(
                        "IMPLAUSIBLE_TIME",
                        "occurredAt 3000",
                        interaction("i-1").at(year3000())),
                arguments("IMPLAUSIBLE_TIME", "judgedAt 3000", verdict("i-1").at(year3000())),
                arguments("IMPLAUSIBLE_TIME", "PT5M", interaction("i-1").at("23:05:00.001")),
                arguments(
                        "IMPLAUSIBLE_TIME", "occurredAt", interaction("i-1").at(Instant.ofEpochMilli(Long.MAX_VALUE))),
                arguments("IMPLAUSIBLE_TIME", "judgedAt", verdict("i-1").at(Instant.ofEpochMilli(Long.MIN_VALUE))),
                arguments(
                        "INVALID_VALUE", "measures.m is NaN", interaction("i-1").measure("m", Double.NaN)),
                arguments("INVALID_VALUE", "score", verdict("i-1").score(1.5)),
                arguments("INVALID_VALUE", "score", verdict("i-1").score(Double.NaN)),
                arguments(
                        "INVALID_VALUE",
                        "verdicts[1].score",
                        interaction("i-1")
                                .judged("judge-a", PASS)
                                .judged("judge-b", PASS, RiskCategory.HALLUCINATION, -0.1)),
                arguments("INVALID_VALUE", "evaluator is empty", verdict("i-1").by("", PASS)),
                arguments(
                        "INVALID_VALUE",
                        "verdicts[0].evaluator",
                        interaction("i-1").judged(" ", PASS)),
                arguments("INVALID_VALUE", "segments has 17", manySegments),
                arguments(
                        "INVALID_VALUE", "segments.release", interaction("i-1").segment("release", "x")),
                arguments(
                        "INVALID_VALUE",
                        "segments.locale has 257",
                        interaction("i-1").locale(tooLong)),
                arguments("INVALID_VALUE", "interactionId has 257", interaction(tooLong)),
                arguments(
                        "INVALID_VALUE",
                        "application has 257",
                        interaction("i-1").of(tooLong)));
    }

    private static Instant year3000() {
        return Instant.parse("3000-01-01T00:00:00Z");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("unacceptable")
    void whatCannotBeAcceptedIsRefusedWithItsReason(String reason, String detail, Event event) {
        rig.send(GOOD).flush();
        Instant before = rig.watermark();

        rig.send(event).flush();

        assertThat(rig.refusals()).singleElement().satisfies(refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.detail()).contains(detail);
            assertThat(refused.value()).isEqualTo(rig.encode(event));
        });
        assertThat(rig.counter("risk_refusals_total", "reason", reason)).isEqualTo(1);
        assertThat(rig.watermark()).isEqualTo(before);
        assertGoodOnesGoOn();
    }

    @Test
    void aTimeWithinTheAllowedSkewIsAccepted() {
        rig.send(interaction("i-1").at("23:05:00"));

        assertThat(rig.refusals()).isEmpty();
        assertThat(rig.seen("23:05:00")).isEqualTo(1);
    }

    @Test
    void whatIsTooLargeIsRefusedUnread() {
        rig.send(true, "k", new byte[1_048_577]);

        assertThat(rig.refusals()).singleElement().satisfies(refused -> {
            assertThat(refused.reason()).isEqualTo("TOO_LARGE");
            assertThat(refused.value()).hasSize(1_048_577);
        });
        assertGoodOnesGoOn();
    }

    @Test
    void whatAWriterHasNestedDeeplyAndNobodyReadsIsRefused() {
        Schema node = SchemaBuilder.record("Node")
                .fields()
                .name("next")
                .type()
                .optional()
                .type("Node")
                .endRecord();
        byte[] start = rig.encode(true, future("tree", Schema.createUnion(Schema.create(Schema.Type.NULL), node)));
        byte[] nested = Arrays.copyOf(start, start.length + 900_000);
        Arrays.fill(nested, start.length - 1, nested.length - 1, (byte) 2); // another node; the last one has none

        rig.send(true, "k", nested);

        assertThat(rig.refusals()).singleElement().satisfies(refused -> {
            assertThat(refused.reason()).isEqualTo("UNDECODABLE");
            assertThat(refused.detail()).isEqualTo("StackOverflowError");
        });
        assertGoodOnesGoOn();
    }

    /** An interaction of a later version, with one more field that is not set. */
    private static GenericRecord future(String field, Schema schema) {
        Schema today = io.riskmonitor.schema.Interaction.getClassSchema();
        List<Schema.Field> fields = new ArrayList<>();
        today.getFields().forEach(known -> fields.add(new Schema.Field(known, known.schema())));
        fields.add(new Schema.Field(field, schema));
        GenericRecord record =
                new GenericData.Record(Schema.createRecord(today.getName(), null, today.getNamespace(), false, fields));
        SentInteraction sent = interaction("i-1");
        today.getFields().forEach(known -> record.put(known.name(), sent.value().get(known.pos())));
        record.put("occurredAt", time("12:00:00").toEpochMilli());
        return record;
    }

    @Test
    void aDetailIsBoundedAndHasNoControlCharacters() {
        rig.send(interaction("i-1").segment("a\u001b[2J" + "x".repeat(200), ""));
        Map<String, Object> policy = Map.of(
                "application", "billing", "rules", Collections.nCopies(10_000, Map.of("id", "", "kind", "guess")));
        rig.declare("billing", policy);

        List<Rig.Refused> refusals = rig.refusals();
        assertThat(refusals).hasSize(2);
        assertThat(refusals.get(0).detail()).startsWith("segments.a?[2Jxxx").endsWith(" is empty");
        assertThat(refusals.get(1).detail())
                .startsWith("rules[0]")
                .hasSize(2_001)
                .endsWith("…");
        assertGoodOnesGoOn();
    }

    @Test
    void aRefusedRecordThatIsSentAgainIsRefusedOnceForTheSameReason() {
        rig.send(interaction("i-1").at(Instant.EPOCH));
        TestRecord<byte[], byte[]> refused = rig.records(Rig.TOPICS.refusals()).get(0);

        rig.send(true, refused);

        assertThat(rig.records(Rig.TOPICS.refusals())).singleElement().satisfies(again -> {
            assertThat(again.value()).isEqualTo(refused.value());
            assertThat(again.headers().headers("risk.reason")).hasSize(1);
            assertThat(again.headers().headers("risk.detail")).hasSize(1);
            assertThat(again.headers().lastHeader("risk.offset").value())
                    .asString()
                    .isEqualTo("1");
        });
    }

    @Test
    void aRefusedRecordSaysWhereItWasReceived() {
        rig.send(GOOD, interaction(""));

        assertThat(rig.refusals()).singleElement().satisfies(refused -> assertThat(refused.headers())
                .containsEntry("risk.topic", "llm.interactions")
                .containsEntry("risk.partition", "0")
                .containsEntry("risk.offset", "1"));
    }

    @Test
    void anUnknownSymbolBecomesTheDefaultAndIsCounted() {
        rig.send(interaction("i-1"));

        rig.send(false, "i-1", rig.encode(false, verdictOfAFutureVersion("i-1", "TELEPATHY", "ORACLE")));

        assertThat(rig.refusals()).isEmpty();
        assertThat(rig.counter("risk_judged_total", "category", "UNSPECIFIED", "outcome", "FAIL"))
                .isEqualTo(1);
        assertThat(rig.counter("risk_unknown_symbols_total", "field", "category"))
                .isEqualTo(1);
        assertThat(rig.counter("risk_unknown_symbols_total", "field", "source")).isEqualTo(1);
    }

    /** A verdict whose schema has symbols that this version does not know. */
    private static GenericRecord verdictOfAFutureVersion(String interactionId, String category, String source) {
        Schema today = io.riskmonitor.schema.Verdict.getClassSchema();
        Schema categories = extended(today.getField("category").schema(), category);
        Schema sources = extended(today.getField("source").schema(), source);
        Schema future = SchemaBuilder.record("Verdict")
                .namespace(today.getNamespace())
                .fields()
                .requiredString("interactionId")
                .name("judgedAt")
                .type(today.getField("judgedAt").schema())
                .noDefault()
                .name("category")
                .type(categories)
                .noDefault()
                .requiredString("evaluator")
                .name("source")
                .type(sources)
                .noDefault()
                .name("outcome")
                .type(today.getField("outcome").schema())
                .noDefault()
                .endRecord();
        GenericRecord record = new GenericData.Record(future);
        record.put("interactionId", interactionId);
        record.put("judgedAt", time("12:00:00").toEpochMilli());
        record.put("category", new GenericData.EnumSymbol(categories, category));
        record.put("evaluator", "judge-a");
        record.put("source", new GenericData.EnumSymbol(sources, source));
        record.put(
                "outcome", new GenericData.EnumSymbol(today.getField("outcome").schema(), "FAIL"));
        return record;
    }

    private static Schema extended(Schema symbols, String symbol) {
        List<String> all = Stream.concat(symbols.getEnumSymbols().stream(), Stream.of(symbol))
                .toList();
        return Schema.createEnum(
                symbols.getName(), symbols.getDoc(), symbols.getNamespace(), all, symbols.getEnumDefault());
    }

    private void assertGoodOnesGoOn() {
        assertGoodOnesGoOn("12:00:01");
    }

    private void assertGoodOnesGoOn(String time) {
        rig.send(interaction("after").at(time).judged("judge-a", FAIL));
        assertThat(rig.counts(time).failures()).isEqualTo(1);
    }
}
