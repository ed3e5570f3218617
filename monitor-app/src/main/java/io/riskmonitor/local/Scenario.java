package io.riskmonitor.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * A support assistant that answers billing questions. After half a minute a new release of its prompt makes it hallucinate
 * in one locale; after another minute and a half the release is rolled back.
 *
 * <p>Seeded: the same start gives the same events, as JSON lines.
 */
public final class Scenario {

    /** Interactions per second. */
    public static final int RATE = 120;

    /** When the bad release goes out, after the start. */
    public static final Duration INCIDENT = Duration.ofSeconds(30);

    /** When it is rolled back, after the start. */
    public static final Duration ROLLBACK = Duration.ofSeconds(120);

    private static final String APPLICATION = "support-assistant";
    private static final String BAD_LOCALE = "de";
    private static final List<String> LOCALES = List.of("en", "en", "en", "de", "de", "fr", "es", "it");
    private static final List<String> PLANS = List.of("free", "free", "free", "pro", "enterprise");
    private static final List<String> INTENTS = List.of("invoice", "refund", "payment-method", "plan-change");

    /** Interactions of one conversation. */
    private static final int TURNS = 3;

    private static final double USUAL_HALLUCINATION = 0.012;
    private static final double BAD_HALLUCINATION = 0.14;
    private static final double USUAL_REFUSAL = 0.02;
    private static final double USUAL_LEAKAGE = 0.000_2;

    /** Share of the interactions that a person reviews a few seconds later. */
    private static final double REVIEWED = 0.02;

    private static final Duration REVIEW_AFTER = Duration.ofSeconds(5);

    private final JsonMapper json = new JsonMapper();
    private final Instant start;
    private final Random random;
    private final Deque<ObjectNode> reviews = new ArrayDeque<>();
    private long number;
    private String locale = "";
    private String plan = "";

    public Scenario(Instant start, long seed) {
        this.start = start;
        this.random = new Random(seed);
    }

    /** The events of the next interaction: it, and the reviews that are due by then. */
    public List<Event> next() {
        Instant at = start.plusNanos(number * 1_000_000_000L / RATE);
        boolean badRelease = !at.isBefore(start.plus(INCIDENT)) && at.isBefore(start.plus(ROLLBACK));
        String id = Long.toString(start.getEpochSecond(), 36) + "-" + number;
        if (number % TURNS == 0) {
            locale = pick(LOCALES);
            plan = pick(PLANS);
        }
        boolean hallucinates = random.nextDouble()
                < (badRelease && locale.equals(BAD_LOCALE) ? BAD_HALLUCINATION : USUAL_HALLUCINATION);

        ObjectNode interaction = json.createObjectNode();
        interaction.put("type", "interaction");
        interaction.put("interactionId", "i-" + id);
        interaction.put("occurredAt", at.toString());
        interaction.put("application", APPLICATION);
        interaction.put("conversationId", "c-" + Long.toString(start.getEpochSecond(), 36) + "-" + number / TURNS);
        interaction
                .putObject("release")
                .put("model", "gpt-4o")
                .put("modelVersion", "2024-08-06")
                .put("promptName", "billing")
                .put("promptVersion", badRelease ? "13" : "12");
        interaction.putObject("segments").put("locale", locale).put("plan", plan);
        interaction.putObject("labels").put("intent", pick(INTENTS));
        interaction
                .putObject("measures")
                .put("latency_ms", Math.round(400 + 300 * Math.abs(random.nextGaussian())))
                .put("output_tokens", 40 + random.nextInt(200));
        ArrayNode verdicts = interaction.putArray("verdicts");
        verdict(verdicts.addObject(), "HALLUCINATION", "judge-a", "3", "JUDGE", hallucinates);
        verdict(verdicts.addObject(), "REFUSAL_OR_NON_ANSWER", "judge-a", "3", "JUDGE", chance(USUAL_REFUSAL));
        verdict(verdicts.addObject(), "DATA_LEAKAGE", "pii-guardrail", "1", "GUARDRAIL", chance(USUAL_LEAKAGE));

        List<Event> events = new ArrayList<>();
        if (chance(REVIEWED)) {
            reviews.add(review(interaction, at.plus(REVIEW_AFTER), hallucinates));
        }
        while (!reviews.isEmpty() && !timeOf(reviews.element()).isAfter(at)) {
            events.add(event(reviews.remove()));
        }
        events.add(new Event(at, interaction.toString()));
        number++;
        return events;
    }

    /**
     * One line of the scenario.
     *
     * @param at when it happens
     */
    public record Event(Instant at, String json) {}

    private static Event event(ObjectNode review) {
        return new Event(timeOf(review), review.toString());
    }

    private static Instant timeOf(ObjectNode review) {
        return Instant.parse(review.get("judgedAt").asText());
    }

    private ObjectNode review(ObjectNode interaction, Instant at, boolean failed) {
        ObjectNode review = json.createObjectNode();
        review.put("type", "verdict");
        review.set("interactionId", interaction.get("interactionId"));
        review.set("conversationId", interaction.get("conversationId"));
        review.put("judgedAt", at.toString());
        verdict(review, "HALLUCINATION", "review-desk", "1", "HUMAN", failed);
        return review;
    }

    private static void verdict(
            ObjectNode verdict, String category, String evaluator, String version, String source, boolean failed) {
        verdict.put("category", category)
                .put("evaluator", evaluator)
                .put("evaluatorVersion", version)
                .put("source", source)
                .put("outcome", failed ? "FAIL" : "PASS");
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
