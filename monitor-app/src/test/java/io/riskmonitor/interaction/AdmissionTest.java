package io.riskmonitor.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final String LONGEST = "x".repeat(Admission.MAX_TEXT);

    private final Admission admission = new Admission(SKEW);

    @Test
    void acceptsAnInteractionThatSaysEverything() {
        assertAccepted(new Some()
                .with("conversationId", "c-9")
                .with(new Release("gpt-4o", "2024-08-06", "billing", "12"))
                .segments(Map.of("locale", "de"))
                .labels(Map.of("intent", "refund"))
                .measures(Map.of("latency_ms", 812.0))
                .verdicts(verdict("judge-a", "3", "v-1", 0.91, 0.5)));
    }

    @Test
    void acceptsAnInteractionThatSaysLittle() {
        assertAccepted(new Some());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void refusesAnInteractionWithoutAnId(String blank) {
        assertRefused(new Some().with("interactionId", blank), RefusalReason.MISSING_ID, "interactionId is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void refusesAnInteractionWithoutAnApplication(String blank) {
        assertRefused(new Some().with("application", blank), RefusalReason.MISSING_APPLICATION, "application is empty");
    }

    @Test
    void believesTimesFromTheYear2020Onwards() {
        assertAccepted(new Some().at(Admission.EARLIEST));
        assertRefused(
                new Some().at(Admission.EARLIEST.minusMillis(1)),
                RefusalReason.IMPLAUSIBLE_TIME,
                "occurredAt 2019-12-31T23:59:59.999Z is before 2020-01-01T00:00:00Z");
    }

    @Test
    void believesTimesUpToTheAllowedSkewAhead() {
        assertAccepted(new Some().at(NOW.plus(SKEW)));
        assertRefused(
                new Some().at(NOW.plus(SKEW).plusMillis(1)),
                RefusalReason.IMPLAUSIBLE_TIME,
                "occurredAt 2026-05-01T12:05:00.001Z is ahead of the clock (2026-05-01T12:00:00Z) by more than PT5M");
    }

    @Test
    void refusesIdsThatAreTooLong() {
        for (String field : List.of("interactionId", "application", "conversationId")) {
            assertAccepted(new Some().with(field, LONGEST));
            assertRefused(
                    new Some().with(field, LONGEST + "x"),
                    RefusalReason.INVALID_VALUE,
                    field + " has 257 characters, at most 256 are allowed");
        }
    }

    @Test
    void refusesAConversationWithoutAName() {
        assertRefused(new Some().with("conversationId", " "), RefusalReason.INVALID_VALUE, "conversationId is empty");
    }

    @Test
    void refusesAReleaseWhoseNameIsEmptyOrTooLong() {
        assertRefused(
                new Some().with(new Release("", null, null, null)), RefusalReason.INVALID_VALUE, "release is empty");
        assertAccepted(new Some().with(new Release("m".repeat(254), "1", null, null)));
        assertRefused(
                new Some().with(new Release("m".repeat(254), "12", null, null)),
                RefusalReason.INVALID_VALUE,
                "release has 257 characters, at most 256 are allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"release", "evaluator"})
    void refusesDimensionsThatItFillsItself(String reserved) {
        assertRefused(
                new Some().segments(Map.of("locale", "de", reserved, "x")),
                RefusalReason.INVALID_VALUE,
                "segments." + reserved + " is a dimension that the monitor fills itself; use another name");
    }

    @Test
    void refusesSegmentsThatAreTooManyEmptyOrTooLong() {
        assertAccepted(new Some().segments(numbered(16, "de")));
        assertRefused(
                new Some().segments(numbered(17, "de")),
                RefusalReason.INVALID_VALUE,
                "segments has 17 entries, at most 16 are allowed");
        assertRefused(new Some().segments(Map.of(" ", "de")), RefusalReason.INVALID_VALUE, "segments key is empty");
        assertRefused(
                new Some().segments(Map.of("locale", "")), RefusalReason.INVALID_VALUE, "segments.locale is empty");
        assertAccepted(new Some().segments(Map.of(LONGEST, LONGEST)));
        assertRefused(
                new Some().segments(Map.of(LONGEST + "x", "de")),
                RefusalReason.INVALID_VALUE,
                "segments key has 257 characters, at most 256 are allowed");
        assertRefused(
                new Some().segments(Map.of("locale", LONGEST + "x")),
                RefusalReason.INVALID_VALUE,
                "segments.locale has 257 characters, at most 256 are allowed");
    }

    @Test
    void refusesAnAnswerThatIsNoProbes() {
        assertAccepted(new Some().probe("c-1", "forty-two"));
        assertAccepted(new Some().probe("c-1", ""));
        assertAccepted(new Some().probe(LONGEST, null));
        assertRefused(
                new Some().probe("", "forty-two"),
                RefusalReason.INVALID_VALUE,
                "answer is for probes of gold cases only: leave it out, or say which case in goldCaseId");
        assertRefused(new Some().probe(" ", null), RefusalReason.INVALID_VALUE, "goldCaseId is empty");
        assertRefused(
                new Some().probe(LONGEST + "x", "forty-two"),
                RefusalReason.INVALID_VALUE,
                "goldCaseId has 257 characters, at most 256 are allowed");
    }

    @Test
    void theTextOfAnAnswerIsNotPrinted() {
        assertThat(new Some().probe("c-1", "forty-two").interaction().toString())
                .contains("c-1")
                .doesNotContain("forty");
    }

    @Test
    void refusesLabelsThatAreTooManyEmptyOrTooLong() {
        assertAccepted(new Some().labels(numbered(32, "refund")));
        assertRefused(
                new Some().labels(numbered(33, "refund")),
                RefusalReason.INVALID_VALUE,
                "labels has 33 entries, at most 32 are allowed");
        assertRefused(new Some().labels(Map.of("", "refund")), RefusalReason.INVALID_VALUE, "labels key is empty");
        assertRefused(new Some().labels(Map.of("intent", " ")), RefusalReason.INVALID_VALUE, "labels.intent is empty");
        assertRefused(
                new Some().labels(Map.of("intent", LONGEST + "x")),
                RefusalReason.INVALID_VALUE,
                "labels.intent has 257 characters, at most 256 are allowed");
    }

    @Test
    void refusesMeasuresThatAreTooManyUnnamedOrNoNumber() {
        assertAccepted(new Some().measures(numbered(32, -Double.MAX_VALUE)));
        assertRefused(
                new Some().measures(numbered(33, 1.0)),
                RefusalReason.INVALID_VALUE,
                "measures has 33 entries, at most 32 are allowed");
        assertRefused(new Some().measures(Map.of("", 1.0)), RefusalReason.INVALID_VALUE, "measures key is empty");
        assertRefused(
                new Some().measures(Map.of(LONGEST + "x", 1.0)),
                RefusalReason.INVALID_VALUE,
                "measures key has 257 characters, at most 256 are allowed");
        for (double notANumber : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertRefused(
                    new Some().measures(Map.of("latency_ms", notANumber)),
                    RefusalReason.INVALID_VALUE,
                    "measures.latency_ms is " + notANumber);
        }
    }

    @Test
    void refusesMoreVerdictsThanAnInteractionCanHave() {
        Verdict verdict = verdict("judge-a", null, null, null, null);
        assertAccepted(new Some().verdicts(Collections.nCopies(64, verdict).toArray(Verdict[]::new)));
        assertRefused(
                new Some().verdicts(Collections.nCopies(65, verdict).toArray(Verdict[]::new)),
                RefusalReason.INVALID_VALUE,
                "verdicts has 65 entries, at most 64 are allowed");
    }

    @Test
    void saysWhichVerdictOfAnInteractionIsWrong() {
        assertRefused(
                new Some()
                        .verdicts(
                                verdict("judge-a", null, null, null, null), verdict("judge-b", null, null, 1.01, null)),
                RefusalReason.INVALID_VALUE,
                "verdicts[1].score must be in [0, 1], got 1.01");
    }

    @Test
    void acceptsAVerdictOnItsOwn() {
        assertThat(admission.refusalOf(verdict("judge-a", "3", "v-1", 0.0, 1.0), NOW))
                .isEmpty();
    }

    @Test
    void refusesAVerdictOnNothing() {
        assertRefused(about(" ", NOW), RefusalReason.MISSING_ID, "interactionId is empty");
        assertThat(admission.refusalOf(about(LONGEST, NOW), NOW)).isEmpty();
        assertRefused(
                about(LONGEST + "x", NOW),
                RefusalReason.INVALID_VALUE,
                "interactionId has 257 characters, at most 256 are allowed");
    }

    @Test
    void refusesAVerdictFromAnImplausibleTime() {
        assertThat(admission.refusalOf(about("i-1", Admission.EARLIEST), NOW)).isEmpty();
        assertThat(admission.refusalOf(about("i-1", NOW.plus(SKEW)), NOW)).isEmpty();
        assertRefused(
                about("i-1", Admission.EARLIEST.minusMillis(1)),
                RefusalReason.IMPLAUSIBLE_TIME,
                "judgedAt 2019-12-31T23:59:59.999Z is before 2020-01-01T00:00:00Z");
        assertRefused(
                about("i-1", NOW.plus(SKEW).plusMillis(1)),
                RefusalReason.IMPLAUSIBLE_TIME,
                "judgedAt 2026-05-01T12:05:00.001Z is ahead of the clock (2026-05-01T12:00:00Z) by more than PT5M");
    }

    @Test
    void refusesAVerdictWhoseNamesAreEmptyOrTooLong() {
        assertRefused(verdict("", null, null, null, null), RefusalReason.INVALID_VALUE, "evaluator is empty");
        assertRefused(
                verdict("judge-a", " ", null, null, null), RefusalReason.INVALID_VALUE, "evaluatorVersion is empty");
        assertRefused(verdict("judge-a", null, "", null, null), RefusalReason.INVALID_VALUE, "verdictId is empty");
        assertThat(admission.refusalOf(verdict(LONGEST, LONGEST, LONGEST, null, null), NOW))
                .isEmpty();
        String tooLong = " has 257 characters, at most 256 are allowed";
        assertRefused(
                verdict(LONGEST + "x", null, null, null, null), RefusalReason.INVALID_VALUE, "evaluator" + tooLong);
        assertRefused(
                verdict("judge-a", LONGEST + "x", null, null, null),
                RefusalReason.INVALID_VALUE,
                "evaluatorVersion" + tooLong);
        assertRefused(
                verdict("judge-a", null, LONGEST + "x", null, null),
                RefusalReason.INVALID_VALUE,
                "verdictId" + tooLong);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, 1.000000001, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesScoresAndConfidencesThatAreNoShares(double noShare) {
        assertRefused(
                verdict("judge-a", null, null, noShare, null),
                RefusalReason.INVALID_VALUE,
                "score must be in [0, 1], got " + noShare);
        assertRefused(
                verdict("judge-a", null, null, null, noShare),
                RefusalReason.INVALID_VALUE,
                "confidence must be in [0, 1], got " + noShare);
    }

    private void assertAccepted(Some some) {
        assertThat(admission.refusalOf(some.interaction(), NOW)).isEmpty();
    }

    private void assertRefused(Some some, RefusalReason reason, String detail) {
        assertThat(admission.refusalOf(some.interaction(), NOW)).contains(new Refusal(reason, detail));
    }

    private void assertRefused(Verdict verdict, RefusalReason reason, String detail) {
        assertThat(admission.refusalOf(verdict, NOW)).contains(new Refusal(reason, detail));
    }

    private static <V> Map<String, V> numbered(int count, V value) {
        Map<String, V> entries = new HashMap<>();
        for (int i = 0; i < count; i++) {
            entries.put("name-" + i, value);
        }
        return entries;
    }

    private static Verdict about(String interactionId, Instant judgedAt) {
        return verdict(interactionId, judgedAt, "judge-a", null, null, null, null);
    }

    private static Verdict verdict(
            String evaluator,
            @Nullable String version,
            @Nullable String id,
            @Nullable Double score,
            @Nullable Double confidence) {
        return verdict("i-1", NOW, evaluator, version, id, score, confidence);
    }

    private static Verdict verdict(
            String interactionId,
            Instant judgedAt,
            String evaluator,
            @Nullable String version,
            @Nullable String id,
            @Nullable Double score,
            @Nullable Double confidence) {
        return new Verdict(
                id,
                interactionId,
                judgedAt,
                RiskCategory.HALLUCINATION,
                evaluator,
                version,
                Source.JUDGE,
                Outcome.FAIL,
                score,
                confidence,
                null);
    }

    /** An interaction of which a test says what matters to it. */
    private static final class Some {
        private final Map<String, String> ids =
                new HashMap<>(Map.of("interactionId", "i-1", "application", "billing-assistant"));
        private Instant at = NOW;
        private @Nullable Release release;
        private Map<String, String> segments = Map.of();
        private Map<String, String> labels = Map.of();
        private Map<String, Double> measures = Map.of();
        private List<Verdict> verdicts = List.of();
        private @Nullable Probe probe;

        Some with(String field, String value) {
            ids.put(field, value);
            return this;
        }

        Some with(Release answered) {
            release = answered;
            return this;
        }

        Some at(Instant occurredAt) {
            at = occurredAt;
            return this;
        }

        Some segments(Map<String, String> given) {
            segments = given;
            return this;
        }

        Some labels(Map<String, String> given) {
            labels = given;
            return this;
        }

        Some measures(Map<String, Double> given) {
            measures = given;
            return this;
        }

        Some verdicts(Verdict... given) {
            verdicts = List.of(given);
            return this;
        }

        Some probe(String goldCaseId, @Nullable String answer) {
            probe = new Probe(goldCaseId, answer);
            return this;
        }

        Interaction interaction() {
            return new Interaction(
                    ids.getOrDefault("interactionId", ""),
                    at,
                    ids.getOrDefault("application", ""),
                    ids.get("conversationId"),
                    release,
                    segments,
                    labels,
                    measures,
                    verdicts,
                    null,
                    probe);
        }
    }
}
