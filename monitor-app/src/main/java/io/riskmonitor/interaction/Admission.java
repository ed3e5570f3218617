package io.riskmonitor.interaction;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What makes an interaction or a verdict acceptable. Nothing is dropped silently: whatever is not accepted is refused
 * with a reason.
 *
 * <p>The guard against timestamps from the future is not pedantry: a single one would advance stream time and expire
 * every windowed store.
 *
 * @param allowedSkew how far a timestamp may be ahead of our clock
 */
public record Admission(Duration allowedSkew) {

    /** Nothing that this program watches is older. */
    public static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

    /** Names of dimensions that the monitor fills itself. */
    public static final Set<String> RESERVED_DIMENSIONS = Set.of("release", "evaluator");

    /** Longest id, application, group, label value, evaluator or version, in characters. */
    static final int MAX_TEXT = 256;

    static final int MAX_SEGMENTS = 16;
    static final int MAX_LABELS = 32;
    static final int MAX_MEASURES = 32;
    static final int MAX_VERDICTS = 64;

    /** Whether a time can be believed at {@code now}. */
    public boolean isPlausible(Instant time, Instant now) {
        return !time.isBefore(EARLIEST) && !time.isAfter(now.plus(allowedSkew));
    }

    /** Why this interaction is refused, if it is. */
    public Optional<Refusal> refusalOf(Interaction interaction, Instant now) {
        Refusal refusal = firstProblem(interaction, now);
        return Optional.ofNullable(refusal);
    }

    /** Why this verdict is refused, if it is. */
    public Optional<Refusal> refusalOf(Verdict verdict, Instant now) {
        Refusal refusal = time("judgedAt", verdict.judgedAt(), now);
        if (refusal == null && verdict.interactionId().isBlank()) {
            refusal = new Refusal(RefusalReason.MISSING_ID, "interactionId is empty");
        }
        if (refusal == null) {
            refusal = tooLong("interactionId", verdict.interactionId());
        }
        return Optional.ofNullable(refusal != null ? refusal : problem(verdict));
    }

    private @Nullable Refusal firstProblem(Interaction interaction, Instant now) {
        if (interaction.interactionId().isBlank()) {
            return new Refusal(RefusalReason.MISSING_ID, "interactionId is empty");
        }
        if (interaction.application().isBlank()) {
            return new Refusal(RefusalReason.MISSING_APPLICATION, "application is empty");
        }
        Refusal refusal = time("occurredAt", interaction.occurredAt(), now);
        if (refusal == null) {
            refusal = tooLong("interactionId", interaction.interactionId());
        }
        if (refusal == null) {
            refusal = tooLong("application", interaction.application());
        }
        if (refusal == null && interaction.conversationId() != null) {
            refusal = name("conversationId", interaction.conversationId());
        }
        if (refusal == null && interaction.release() != null) {
            refusal = name("release", interaction.release().name());
        }
        if (refusal == null) {
            refusal = segments(interaction.segments());
        }
        if (refusal == null) {
            refusal = names("labels", interaction.labels(), MAX_LABELS);
        }
        if (refusal == null) {
            refusal = measures(interaction.measures());
        }
        if (refusal == null && interaction.verdicts().size() > MAX_VERDICTS) {
            refusal = tooMany("verdicts", interaction.verdicts().size(), MAX_VERDICTS);
        }
        if (refusal == null && interaction.probe() != null) {
            refusal = problem(interaction.probe());
        }
        for (int i = 0; refusal == null && i < interaction.verdicts().size(); i++) {
            Refusal ofVerdict = problem(interaction.verdicts().get(i));
            if (ofVerdict != null) {
                refusal = new Refusal(ofVerdict.reason(), "verdicts[" + i + "]." + ofVerdict.detail());
            }
        }
        return refusal;
    }

    private @Nullable Refusal time(String field, Instant time, Instant now) {
        if (isPlausible(time, now)) {
            return null;
        }
        String problem = time.isBefore(EARLIEST)
                ? "before " + EARLIEST
                : "ahead of the clock (" + now + ") by more than " + allowedSkew;
        return new Refusal(RefusalReason.IMPLAUSIBLE_TIME, field + " " + time + " is " + problem);
    }

    /** Says first which value is wrong, then where it stands: of most verdicts nothing has to be said. */
    private static @Nullable Refusal problem(Verdict verdict) {
        Refusal refusal = name("evaluator", verdict.evaluator());
        if (refusal == null && verdict.evaluatorVersion() != null) {
            refusal = name("evaluatorVersion", verdict.evaluatorVersion());
        }
        if (refusal == null && verdict.givenId() != null) {
            refusal = name("verdictId", verdict.givenId());
        }
        if (refusal == null) {
            refusal = share("score", verdict.score());
        }
        return refusal != null ? refusal : share("confidence", verdict.confidence());
    }

    private static @Nullable Refusal problem(Probe probe) {
        if (probe.goldCaseId().isEmpty() && probe.answer() != null) {
            return invalid("answer is for probes of gold cases only: leave it out, or say which case in goldCaseId");
        }
        return name("goldCaseId", probe.goldCaseId());
    }

    private static @Nullable Refusal segments(Map<String, String> segments) {
        if (segments.isEmpty()) {
            return null;
        }
        for (String reserved : RESERVED_DIMENSIONS) {
            if (segments.containsKey(reserved)) {
                return invalid(
                        "segments." + reserved + " is a dimension that the monitor fills itself; use another name");
            }
        }
        return names("segments", segments, MAX_SEGMENTS);
    }

    private static @Nullable Refusal names(String field, Map<String, String> names, int atMost) {
        if (names.size() > atMost) {
            return tooMany(field, names.size(), atMost);
        }
        for (Map.Entry<String, String> entry : names.entrySet()) {
            if (isNoName(entry.getKey())) {
                return name(field + " key", entry.getKey());
            }
            if (isNoName(entry.getValue())) {
                return name(field + "." + entry.getKey(), entry.getValue());
            }
        }
        return null;
    }

    private static @Nullable Refusal measures(Map<String, Double> measures) {
        if (measures.size() > MAX_MEASURES) {
            return tooMany("measures", measures.size(), MAX_MEASURES);
        }
        for (Map.Entry<String, Double> measure : measures.entrySet()) {
            Refusal refusal = name("measures key", measure.getKey());
            if (refusal != null) {
                return refusal;
            }
            if (!Double.isFinite(measure.getValue())) {
                return invalid("measures." + measure.getKey() + " is " + measure.getValue());
            }
        }
        return null;
    }

    private static @Nullable Refusal share(String field, @Nullable Double value) {
        // written so that NaN is refused, too
        return value == null || (value >= 0 && value <= 1) ? null : invalid(field + " must be in [0, 1], got " + value);
    }

    private static boolean isNoName(String value) {
        return value.length() > MAX_TEXT || value.isBlank();
    }

    private static @Nullable Refusal name(String field, String value) {
        return value.isBlank() ? invalid(field + " is empty") : tooLong(field, value);
    }

    private static @Nullable Refusal tooLong(String field, String value) {
        return value.length() <= MAX_TEXT
                ? null
                : invalid(field + " has " + value.length() + " characters, at most " + MAX_TEXT + " are allowed");
    }

    private static Refusal tooMany(String field, int count, int atMost) {
        return invalid(field + " has " + count + " entries, at most " + atMost + " are allowed");
    }

    private static Refusal invalid(String detail) {
        return new Refusal(RefusalReason.INVALID_VALUE, detail);
    }
}
