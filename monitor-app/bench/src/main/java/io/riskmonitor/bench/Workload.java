package io.riskmonitor.bench;

import io.riskmonitor.schema.InlineVerdict;
import io.riskmonitor.schema.Interaction;
import io.riskmonitor.schema.Outcome;
import io.riskmonitor.schema.Release;
import io.riskmonitor.schema.RiskCategory;
import io.riskmonitor.schema.Source;
import io.riskmonitor.schema.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The events of a benchmark: the same for the same numbers.
 *
 * <p>A thousand interactions per second of event time, each with four verdicts that were known at once, 2% of them
 * failures; every twentieth is judged once more by a human, up to five minutes later. Half of the interactions belong to
 * conversations of five.
 */
record Workload(long seed, Instant start, int interactions, int applications) {

    /** One inline verdict per category, each by an evaluator of its own. */
    enum Judged {
        HALLUCINATION("judge-a", Source.JUDGE),
        TOXICITY_ABUSE("toxicity-guard", Source.GUARDRAIL),
        REFUSAL_OR_NON_ANSWER("judge-b", Source.JUDGE),
        DATA_LEAKAGE("leak-guard", Source.GUARDRAIL);

        private final String evaluator;
        private final Source source;

        Judged(String evaluator, Source source) {
            this.evaluator = evaluator;
            this.source = source;
        }
    }

    static final List<String> DIMENSIONS = List.of("locale", "plan", "age_band");

    private static final double FAILURE_RATE = 0.02;
    private static final int INTERACTIONS_PER_LATER_VERDICT = 20;
    private static final Duration LATEST_VERDICT_AFTER = Duration.ofMinutes(5);
    private static final int TURNS = 5;
    private static final int CONCURRENT_CONVERSATIONS = 1_000;

    private static final Judged[] JUDGED = Judged.values();
    private static final String[] LOCALES = {"de", "en", "es", "fr", "ja"};
    private static final String[] PLANS = {"free", "pro", "enterprise"};
    private static final String[] AGE_BANDS = {"under-25", "25-44", "45-64", "65-up"};

    /** One record for one of the two input topics. */
    record Event(String key, Instant at, SpecificRecord value) {

        boolean isInteraction() {
            return value instanceof Interaction;
        }
    }

    /** Receives the events, those of one topic in the order of time. */
    @FunctionalInterface
    interface Receiver {
        void receive(Event event);
    }

    /**
     * Events that end within the last hour or two: the monitor refuses what comes from the future, and brokers delete what
     * is old. From a full hour on, so that panes and windows are the same every time.
     */
    static Workload endingNow(long seed, int interactions, int applications) {
        Workload atEpoch = new Workload(seed, Instant.EPOCH, interactions, applications);
        Duration length = Duration.between(Instant.EPOCH, atEpoch.end()).plus(Duration.ofMinutes(1));
        Instant start = Instant.now().minus(length).truncatedTo(ChronoUnit.HOURS);
        return new Workload(seed, start, interactions, applications);
    }

    /** Verdicts that come on a topic of their own. */
    int laterVerdicts() {
        return interactions / INTERACTIONS_PER_LATER_VERDICT;
    }

    int inlineVerdicts() {
        return interactions * JUDGED.length;
    }

    /** All events are from before this time. */
    Instant end() {
        return start.plusMillis(interactions).plus(LATEST_VERDICT_AFTER).plusSeconds(1);
    }

    /** Generates all events; returns what is right to count of them. */
    Truth generate(Receiver receiver) {
        SplittableRandom random = new SplittableRandom(seed);
        PriorityQueue<Event> later = new PriorityQueue<>(Comparator.comparing(Event::at));
        Truth truth = new Truth(0, 0, 0, 0);
        for (int i = 0; i < interactions; i++) {
            Instant at = start.plusMillis(i);
            while (!later.isEmpty() && later.element().at().isBefore(at)) {
                receiver.receive(later.remove());
            }
            List<InlineVerdict> verdicts = inlineVerdicts(random);
            long failures = verdicts.stream()
                    .filter(verdict -> verdict.getOutcome() == Outcome.FAIL)
                    .count();
            truth = truth.plus(new Truth(verdicts.size(), failures, 0, 0));
            Interaction interaction = interaction(i, at, verdicts, random);
            receiver.receive(new Event(keyOf(interaction), at, interaction));
            if (i % INTERACTIONS_PER_LATER_VERDICT == INTERACTIONS_PER_LATER_VERDICT - 1) {
                Event verdict = laterVerdict(interaction, random);
                boolean failed = ((Verdict) verdict.value()).getOutcome() == Outcome.FAIL;
                truth = truth.plus(new Truth(0, 0, 1, failed ? 1 : 0));
                later.add(verdict);
            }
        }
        while (!later.isEmpty()) {
            receiver.receive(later.remove());
        }
        return truth;
    }

    /** An interaction that nothing is counted of, well after all others: it moves event time past the last pane. */
    Event closing(int number) {
        Instant at = end().plusSeconds(5);
        String id = "closing-" + number;
        Interaction interaction = Interaction.newBuilder()
                .setInteractionId(id)
                .setOccurredAt(at)
                .setApplication("closing")
                .build();
        return new Event(id, at, interaction);
    }

    private static List<InlineVerdict> inlineVerdicts(SplittableRandom random) {
        List<InlineVerdict> verdicts = new ArrayList<>(JUDGED.length);
        for (Judged judged : JUDGED) {
            verdicts.add(InlineVerdict.newBuilder()
                    .setCategory(RiskCategory.valueOf(judged.name()))
                    .setEvaluator(judged.evaluator)
                    .setEvaluatorVersion("3")
                    .setSource(judged.source)
                    .setOutcome(outcome(random))
                    .setScore(random.nextDouble())
                    .build());
        }
        return verdicts;
    }

    private static Outcome outcome(SplittableRandom random) {
        return random.nextDouble() < FAILURE_RATE ? Outcome.FAIL : Outcome.PASS;
    }

    private Interaction interaction(int i, Instant at, List<InlineVerdict> verdicts, SplittableRandom random) {
        boolean canary = random.nextInt(10) == 0;
        int application = random.nextInt(applications);
        return Interaction.newBuilder()
                .setInteractionId("i-" + i)
                .setOccurredAt(at)
                .setApplication("application-" + application)
                .setConversationId(i % 2 == 0 ? conversation(i / 2) : null)
                .setRelease(Release.newBuilder()
                        .setModel("gpt-4o")
                        .setModelVersion("2024-08-06")
                        .setPromptName("answer")
                        .setPromptVersion(canary ? "13" : "12")
                        .build())
                .setSegments(Map.of(
                        "locale", LOCALES[random.nextInt(LOCALES.length)],
                        "plan", PLANS[random.nextInt(PLANS.length)],
                        "age_band", AGE_BANDS[random.nextInt(AGE_BANDS.length)]))
                .setVerdicts(verdicts)
                .build();
    }

    private static @Nullable String conversation(int i) {
        int generation = i / (CONCURRENT_CONVERSATIONS * TURNS);
        return "c-" + (generation * CONCURRENT_CONVERSATIONS + i % CONCURRENT_CONVERSATIONS);
    }

    private static String keyOf(Interaction interaction) {
        String conversation = interaction.getConversationId();
        return conversation != null ? conversation : interaction.getInteractionId();
    }

    private static Event laterVerdict(Interaction interaction, SplittableRandom random) {
        Instant at = interaction.getOccurredAt().plusMillis(1 + random.nextLong(LATEST_VERDICT_AFTER.toMillis()));
        Verdict verdict = Verdict.newBuilder()
                .setInteractionId(interaction.getInteractionId())
                .setJudgedAt(at)
                .setCategory(RiskCategory.HALLUCINATION)
                .setEvaluator("review-desk")
                .setSource(Source.HUMAN)
                .setOutcome(outcome(random))
                .build();
        return new Event(keyOf(interaction), at, verdict);
    }
}
