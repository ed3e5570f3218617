package io.riskmonitor.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.riskmonitor.schema.GoldCase;
import io.riskmonitor.schema.Grading;
import io.riskmonitor.schema.GradingMethod;
import io.riskmonitor.schema.InlineVerdict;
import io.riskmonitor.schema.Interaction;
import io.riskmonitor.schema.Outcome;
import io.riskmonitor.schema.Release;
import io.riskmonitor.schema.RiskCategory;
import io.riskmonitor.schema.Source;
import io.riskmonitor.schema.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    private static final String INTERACTION = """
            {"type":"interaction","interactionId":"i-1","occurredAt":"2026-05-01T12:00:00.123Z","application":"billing-assistant","conversationId":"c-9","release":{"model":"gpt-4o","modelVersion":"2024-08-06","promptName":"billing","promptVersion":"12"},"segments":{"locale":"de","plan":"free"},"labels":{"intent":"refund"},"measures":{"latency_ms":812,"output_tokens":133},"verdicts":[{"category":"HALLUCINATION","evaluator":"judge-a","evaluatorVersion":"3","source":"JUDGE","outcome":"FAIL","score":0.91}]}""";

    private static final String VERDICT = """
            {"type":"verdict","interactionId":"i-1","conversationId":"c-9","judgedAt":"2026-05-01T12:20:00Z","category":"HALLUCINATION","evaluator":"review-desk","source":"HUMAN","outcome":"PASS"}""";

    private static final String GOLD = """
            {"type":"gold","caseId":"c-1","application":"a","expected":["42","43"],"grading":{"method":"NUMERIC","tolerance":0.5}}""";

    private static final String SHORT = """
            {"type":"interaction","interactionId":"i-2","occurredAt":1777636800123,"application":"a"}""";

    @Test
    void readsAGoldCase() {
        assertThat(lines(GOLD))
                .containsExactly(new JsonLine.Gold(
                        1,
                        "c-1",
                        new GoldCase(
                                "c-1",
                                "a",
                                List.of("42", "43"),
                                new Grading(GradingMethod.NUMERIC, 0.5, null, null),
                                null)));
    }

    @Test
    void aGoldCaseThatCannotBeUsedIsSaid() {
        assertThat(reason(GOLD.replace("caseId", "caseID"))).isEqualTo("caseID: unknown key, did you mean caseId?");
        assertThat(reason("{\"type\":\"gold\",\"caseId\":\"c-1\",\"expected\":[\"42\"]}"))
                .isEqualTo("grading: missing");
        assertThat(reason(GOLD.replace("NUMERIC", "NUMERICAL"))).startsWith("grading.method: unknown \"NUMERICAL\"");
        assertThat(reason(GOLD.replace("NUMERIC", "UNSPECIFIED")))
                .contains("grading.method is none that this version knows");
        assertThat(reason(GOLD.replace("NUMERIC", "EXACT")))
                .isEqualTo("grading.tolerance has no meaning with the method EXACT");
        assertThat(reason(GOLD.replace("0.5", "-1"))).isEqualTo("grading.tolerance must be at least 0, got -1.0");
        assertThat(reason(GOLD.replace("42", "many").replace("c-1", " ")))
                .isEqualTo("caseId is empty; expected[0] has no number");
        assertThat(reason(GOLD.replace("\"42\",\"43\"", ""))).isEqualTo("expected must have 1 to 100 answers, got 0");
        assertThat(reason(GOLD.replace("}}", "},\"category\":\"MISCHIEF\"}"))).startsWith("category: unknown");
    }

    @Test
    void readsTheInteractionOfTheContract() {
        assertThat(event(INTERACTION))
                .isEqualTo(new JsonLine.Event(
                        1,
                        JsonLine.Kind.INTERACTION,
                        "c-9",
                        Instant.parse("2026-05-01T12:00:00.123Z"),
                        Interaction.newBuilder()
                                .setInteractionId("i-1")
                                .setOccurredAt(Instant.parse("2026-05-01T12:00:00.123Z"))
                                .setApplication("billing-assistant")
                                .setConversationId("c-9")
                                .setRelease(new Release("gpt-4o", "2024-08-06", "billing", "12"))
                                .setSegments(Map.of("locale", "de", "plan", "free"))
                                .setLabels(Map.of("intent", "refund"))
                                .setMeasures(Map.of("latency_ms", 812.0, "output_tokens", 133.0))
                                .setVerdicts(List.of(InlineVerdict.newBuilder()
                                        .setCategory(RiskCategory.HALLUCINATION)
                                        .setEvaluator("judge-a")
                                        .setEvaluatorVersion("3")
                                        .setSource(Source.JUDGE)
                                        .setOutcome(Outcome.FAIL)
                                        .setScore(0.91)
                                        .build()))
                                .build()));
    }

    @Test
    void readsTheVerdictOfTheContract() {
        assertThat(event(VERDICT))
                .isEqualTo(new JsonLine.Event(
                        1,
                        JsonLine.Kind.VERDICT,
                        "c-9",
                        Instant.parse("2026-05-01T12:20:00Z"),
                        Verdict.newBuilder()
                                .setInteractionId("i-1")
                                .setJudgedAt(Instant.parse("2026-05-01T12:20:00Z"))
                                .setCategory(RiskCategory.HALLUCINATION)
                                .setEvaluator("review-desk")
                                .setSource(Source.HUMAN)
                                .setOutcome(Outcome.PASS)
                                .build()));
    }

    @Test
    void absentFieldsTakeTheDefaultsOfTheSchema() {
        assertThat(event(SHORT).value())
                .isEqualTo(Interaction.newBuilder()
                        .setInteractionId("i-2")
                        .setOccurredAt(Instant.ofEpochMilli(1777636800123L))
                        .setApplication("a")
                        .build());
    }

    @Test
    void nullIsAsGoodAsAbsent() {
        String nulls = SHORT.replace("}", ",\"conversationId\":null,\"segments\":null,\"verdicts\":null}");
        assertThat(event(nulls)).isEqualTo(event(SHORT));
    }

    @Test
    void keysByTheInteractionWhereThereIsNoConversation() {
        assertThat(event(SHORT).key()).isEqualTo("i-2");
        assertThat(event(VERDICT.replace("\"conversationId\":\"c-9\",", "")).key())
                .isEqualTo("i-1");
    }

    @Test
    void timesMayHaveAnOffset() {
        assertThat(event(VERDICT.replace("12:20:00Z", "14:20:00+02:00")).time())
                .isEqualTo(Instant.parse("2026-05-01T12:20:00Z"));
    }

    @Test
    void contentIsNotItsBusiness() {
        assertThat(event(SHORT.replace("i-2", "")).key()).isEmpty();
        assertThat(event(SHORT.replace("1777636800123", "7")).time()).isEqualTo(Instant.ofEpochMilli(7));
        assertThat(event(SHORT.replace("1777636800123", "\"3000-01-01T00:00:00Z\""))
                        .time())
                .isEqualTo(Instant.parse("3000-01-01T00:00:00Z"));
        assertThat(event(INTERACTION.replace("0.91", "17")).kind()).isEqualTo(JsonLine.Kind.INTERACTION);
    }

    @Test
    void invalidJsonHasAColumn() {
        assertThat(reason("{\"type\":\"interaction\" \"x\"}")).startsWith("invalid JSON at column 23: Unexpected char");
    }

    @Test
    void aLineThatIsCutOffIsInvalidJson() {
        assertThat(reason(INTERACTION.substring(0, 100))).matches("invalid JSON at column \\d+: .*");
        assertThat(reason("{\"type\":")).isEqualTo("invalid JSON at column 9: the line ends too early");
    }

    @Test
    void nanIsNotJson() {
        assertThat(reason(INTERACTION.replace("812", "NaN"))).endsWith(": Non-standard token 'NaN' is not JSON");
        assertThat(reason(INTERACTION.replace("812", "-Infinity"))).contains("is not JSON");
    }

    @Test
    void twoValuesOnALineAreInvalid() {
        assertThat(reason(SHORT + SHORT))
                .isEqualTo("a second value at column " + (SHORT.length() + 1) + ", expected one object per line");
    }

    @Test
    void aKeyThatComesTwiceIsInvalid() {
        assertThat(reason(SHORT.replace("}", ",\"application\":\"b\"}"))).contains("Duplicate", "'application'");
    }

    @Test
    void bytesThatAreNotUtf8AreInvalid() {
        byte[] latin1 = "{\"type\":\"verdict\",\"evaluator\":\"M\u00fcller\"}".getBytes(ISO_8859_1);
        assertThat(reason(lines(latin1).get(0))).startsWith("invalid JSON at column 34: Invalid UTF-8");
        assertThat(lines(SHORT.getBytes(UTF_16LE)))
                .containsExactly(new JsonLine.Problem(1, "not UTF-8: a zero byte at column 2"));
    }

    @Test
    void parserLimitsAreProblemsOfTheLine() {
        assertThat(reason(INTERACTION.replace("812", "8".repeat(5_000))))
                .startsWith("invalid JSON: Number value length");
        assertThat(reason("[".repeat(5_000))).startsWith("invalid JSON").contains("nesting depth");
    }

    @Test
    void anythingButAnObjectIsAProblem() {
        assertThat(reason("[1,2]")).isEqualTo("expected an object, got [1,2]");
        assertThat(reason("null")).isEqualTo("expected an object, got null");
    }

    @Test
    void theTypeIsRequired() {
        assertThat(reason("{}")).isEqualTo("type: missing, expected interaction, verdict or gold");
        assertThat(reason("{\"type\":7}")).isEqualTo("type: expected a string, got 7");
    }

    @Test
    void theTypeIsKnown() {
        assertThat(reason(SHORT.replace("interaction\"", "Interaction\"")))
                .isEqualTo("type: unknown \"Interaction\", expected interaction, verdict or gold");
    }

    @Test
    void everyRequiredFieldOfAnInteractionIsMissed() {
        for (String field : List.of("interactionId", "occurredAt", "application")) {
            assertThat(reason(without(field, SHORT))).isEqualTo(field + ": missing");
        }
    }

    @Test
    void everyRequiredFieldOfAVerdictIsMissed() {
        for (String field : List.of("interactionId", "judgedAt", "category", "evaluator", "source", "outcome")) {
            assertThat(reason(without(field, VERDICT))).isEqualTo(field + ": missing");
        }
    }

    @Test
    void aMissingFieldOfAnInlineVerdictHasItsPath() {
        assertThat(reason(without("evaluator", INTERACTION))).isEqualTo("verdicts[0].evaluator: missing");
        assertThat(reason(without("outcome", INTERACTION))).isEqualTo("verdicts[0].outcome: missing");
        assertThat(reason(without("model", INTERACTION))).isEqualTo("release.model: missing");
    }

    @Test
    void nullIsNoValueForARequiredField() {
        assertThat(reason(SHORT.replace("\"a\"", "null"))).isEqualTo("application: expected a string, got null");
    }

    @Test
    void wrongTypesAreNamedWithTheirPath() {
        assertThat(reason(INTERACTION.replace("812", "\"x\"")))
                .isEqualTo("measures.latency_ms: expected a number, got \"x\"");
        assertThat(reason(INTERACTION.replace("812", "null")))
                .isEqualTo("measures.latency_ms: expected a number, got null");
        assertThat(reason(INTERACTION.replace("\"de\"", "7"))).isEqualTo("segments.locale: expected a string, got 7");
        assertThat(reason(INTERACTION.replace("0.91", "true")))
                .isEqualTo("verdicts[0].score: expected a number, got true");
        assertThat(reason(SHORT.replace("\"i-2\"", "2"))).isEqualTo("interactionId: expected a string, got 2");
        assertThat(reason(SHORT.replace("}", ",\"verdicts\":{}}"))).isEqualTo("verdicts: expected an array, got {}");
        assertThat(reason(SHORT.replace("}", ",\"verdicts\":[3]}")))
                .isEqualTo("verdicts[0]: expected an object, got 3");
        assertThat(reason(SHORT.replace("}", ",\"labels\":[]}"))).isEqualTo("labels: expected an object, got []");
    }

    @Test
    void aUnionIsNotWrapped() {
        assertThat(reason(SHORT.replace("}", ",\"reference\":{\"string\":\"x\"}}")))
                .isEqualTo("reference: expected a string, got {\"string\":\"x\"}");
    }

    @Test
    void unknownSymbolsNameTheNearest() {
        assertThat(reason(VERDICT.replace("HALLUCINATION", "HALUCINATION")))
                .isEqualTo("category: unknown \"HALUCINATION\", did you mean HALLUCINATION?");
        assertThat(reason(VERDICT.replace("PASS", "pass"))).isEqualTo("outcome: unknown \"pass\", did you mean PASS?");
    }

    @Test
    void unknownSymbolsNameAllWhereNoneIsNear() {
        assertThat(reason(VERDICT.replace("PASS", "MAYBE")))
                .isEqualTo("outcome: unknown \"MAYBE\", expected one of [PASS, FAIL, UNSURE]");
        assertThat(reason(VERDICT.replace("HALLUCINATION", "BANANAS"))).contains("UNSPECIFIED", "OTHER]");
    }

    @Test
    void unknownKeysAreNamedWithTheirPath() {
        assertThat(reason(SHORT.replace("}", ",\"promptText\":\"x\"}"))).isEqualTo("promptText: unknown key");
        assertThat(reason(INTERACTION.replace("score", "scores")))
                .isEqualTo("verdicts[0].scores: unknown key, did you mean score?");
        assertThat(reason(INTERACTION.replace("modelVersion", "model_version")))
                .isEqualTo("release.model_version: unknown key, did you mean modelVersion?");
        assertThat(reason(VERDICT.replace("conversationId", "conversation_id")))
                .isEqualTo("conversation_id: unknown key, did you mean conversationId?");
    }

    @Test
    void unparsableTimesAreAProblem() {
        String expected = "occurredAt: expected a time such as 2026-05-01T12:00:00.123Z or epoch milliseconds, got ";
        for (String time : List.of(
                "\"yesterday\"",
                "\"2026-05-01T12:00:00\"",
                "\"2026-02-30T12:00:00Z\"",
                "\"+999999999-01-01T00:00:00Z\"",
                "\"\"",
                "1.5",
                "99999999999999999999",
                "true")) {
            assertThat(reason(SHORT.replace("1777636800123", time))).isEqualTo(expected + time);
        }
    }

    @Test
    void whatItRepeatsOfTheInputIsShortAndPrintable() {
        assertThat(reason(SHORT.replace("1777636800123", "\"" + "9".repeat(9_000) + "\"")))
                .hasSizeLessThan(200);
        assertThat(reason("{\"type\":\"" + "x".repeat(9_000) + "\"}")).hasSizeLessThan(700);
        assertThat(reason(SHORT.replace("\"a\"}", "\"a\",\"\\u001b[2J\":1}"))).isEqualTo("?[2J: unknown key");
    }

    @Test
    void theRestGoesOnAfterABadLine() {
        assertThat(lines(SHORT + "\nnonsense\n" + VERDICT))
                .extracting(JsonLine::line, line -> line instanceof JsonLine.Event)
                .containsExactly(tuple(1, true), tuple(2, false), tuple(3, true));
    }

    @Test
    void emptyLinesAreSkippedButCounted() {
        assertThat(lines("\n  \n\r\n\t\n" + SHORT + "\r\n\n"))
                .extracting(JsonLine::line)
                .containsExactly(5L);
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertThat(lines("\ufeff" + SHORT + "\n\ufeff\n\ufeff" + SHORT))
                .extracting(JsonLine::line, line -> line instanceof JsonLine.Event)
                .containsExactly(tuple(1, true), tuple(3, true));
    }

    @Test
    void anEmptyFileHasNoLines() {
        assertThat(lines("")).isEmpty();
        assertThat(lines("\ufeff")).isEmpty();
        assertThat(lines(gzip(""))).isEmpty();
    }

    @Test
    void aLineOverTheLimitIsSkippedToItsEnd() {
        String long1 = "{\"x\":\"" + "y".repeat(200_000) + "\"}";
        assertThat(lines(long1 + "\n" + SHORT + "\n" + long1, 1_000))
                .extracting(JsonLine::line, line -> line instanceof JsonLine.Event)
                .containsExactly(tuple(1, false), tuple(2, true), tuple(3, false));
        assertThat(reason(lines(long1, 1_000).get(0))).isEqualTo("longer than 1000 bytes");
    }

    @Test
    void aLineAtTheLimitIsRead() {
        assertThat(lines(SHORT + "\n", SHORT.length())).first().isInstanceOf(JsonLine.Event.class);
        assertThat(lines(SHORT + "\n", SHORT.length() - 1)).first().isInstanceOf(JsonLine.Problem.class);
    }

    @Test
    void gzipIsKnownByItsFirstBytes() {
        assertThat(lines(gzip(SHORT + "\n" + VERDICT))).isEqualTo(lines(SHORT + "\n" + VERDICT));
    }

    @Test
    void gzipMembersMayFollowEachOtherEvenInAPipe() {
        InputStream pipe = new SequenceInputStream(
                new ByteArrayInputStream(gzip(SHORT + "\n")), new ByteArrayInputStream(gzip(VERDICT)));
        assertThat(lines(pipe, JsonLines.MAX_LINE)).isEqualTo(lines(SHORT + "\n" + VERDICT));
    }

    @Test
    void everythingBeforeTheBreakOfAGzipFileCounts() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            text.append(SHORT.replace("i-2", "i-" + i * 7_919 % 5_000)).append('\n');
        }
        byte[] whole = gzip(text.toString());
        List<JsonLine> lines = lines(Arrays.copyOf(whole, whole.length / 2));
        int read = lines.size() - 1;
        assertThat(read).isGreaterThan(1_000);
        assertThat(lines.subList(0, read)).allMatch(line -> line instanceof JsonLine.Event);
        assertThat(lines.get(read).line()).isEqualTo(read + 1);
        assertThat(reason(lines.get(read)))
                .isEqualTo(
                        "the compressed file breaks off after line " + read + " (Unexpected end of ZLIB input stream)");
    }

    @Test
    void aGzipFileMayBreakOffInItsHeader() {
        assertThat(reason(lines(Arrays.copyOf(gzip(SHORT), 5)).get(0)))
                .startsWith("the compressed file breaks off after line 0");
    }

    @Test
    void noDamageToALineStopsTheRest() {
        Random random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = INTERACTION.getBytes(UTF_8);
            for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
                // the first bytes decide about the encoding, so they are hit more often
                int at = random.nextInt(random.nextBoolean() ? 4 : damaged.length);
                damaged[at] = (byte) random.nextInt(256);
            }
            if (damaged[0] != 0x1f) {
                List<JsonLine> lines = lines(
                        new SequenceInputStream(
                                new ByteArrayInputStream(damaged),
                                new ByteArrayInputStream(("\n" + SHORT).getBytes(UTF_8))),
                        JsonLines.MAX_LINE);
                assertThat(lines.get(lines.size() - 1)).isInstanceOf(JsonLine.Event.class);
            }
        }
    }

    @Test
    void aFailingStreamIsNoProblemOfALine() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("disk on fire");
            }
        };
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> new JsonLines(failing).hasNext())
                .withMessageContaining("disk on fire");
    }

    private static Tuple tuple(long line, boolean isEvent) {
        return Tuple.tuple(line, isEvent);
    }

    /** The line without one key and its value, which is a string or a number. */
    private static String without(String field, String line) {
        String shorter = line.replaceFirst("\"" + field + "\":(\"[^\"]*\"|\\d+),?", "");
        assertThat(shorter).isNotEqualTo(line);
        return shorter.replace(",}", "}");
    }

    private static JsonLine.Event event(String line) {
        assertThat(lines(line)).singleElement().isInstanceOf(JsonLine.Event.class);
        return (JsonLine.Event) lines(line).get(0);
    }

    private static String reason(String line) {
        assertThat(lines(line)).hasSize(1);
        return reason(lines(line).get(0));
    }

    private static String reason(JsonLine line) {
        assertThat(line).asInstanceOf(type(JsonLine.Problem.class)).isNotNull();
        return ((JsonLine.Problem) line).reason();
    }

    private static List<JsonLine> lines(String text) {
        return lines(text, JsonLines.MAX_LINE);
    }

    private static List<JsonLine> lines(String text, int maxLine) {
        return lines(new ByteArrayInputStream(text.getBytes(UTF_8)), maxLine);
    }

    private static List<JsonLine> lines(byte[] bytes) {
        return lines(new ByteArrayInputStream(bytes), JsonLines.MAX_LINE);
    }

    private static List<JsonLine> lines(InputStream in, int maxLine) {
        List<JsonLine> lines = new ArrayList<>();
        new JsonLines(in, maxLine).forEachRemaining(lines::add);
        return lines;
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }
}
