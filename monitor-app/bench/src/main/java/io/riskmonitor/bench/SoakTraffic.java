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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Traffic in which hardly anything stays: another conversation every three turns, another group every day, another release
 * every three days, an application that is never heard of again every five, another version of an evaluator every ten, and
 * an incident of two hours every fourteen. The same for the same numbers.
 */
record SoakTraffic(long seed, Instant start, int interactionsPerDay) {

    private static final Duration DAY = Duration.ofDays(1);
    private static final String[] LOCALES = {"de", "en", "es", "fr", "ja"};
    private static final double USUAL = 0.02;
    private static final double IN_INCIDENT = 0.3;

    /** The events of a day, in the order of time. */
    List<Workload.Event> day(int day) {
        SplittableRandom random = new SplittableRandom(seed * 100_003 + day);
        List<Workload.Event> events = new ArrayList<>();
        for (int i = 0; i < interactionsPerDay; i++) {
            Instant at =
                    start.plus(DAY.multipliedBy(day)).plus(DAY.multipliedBy(i).dividedBy(interactionsPerDay));
            boolean incident = day % 14 == 0 && i * 24 / interactionsPerDay / 2 == 5;
            Interaction interaction = interaction(day, i, at, incident ? IN_INCIDENT : USUAL, random);
            String key = String.valueOf(interaction.getConversationId());
            events.add(new Workload.Event(key, at, interaction));
            if (i % 20 == 0) {
                events.add(new Workload.Event(key, at, reviewed(interaction, at, random)));
            }
        }
        return events;
    }

    private static Interaction interaction(int day, int i, Instant at, double rate, SplittableRandom random) {
        boolean shortLived = day % 5 == 0 && i % 100 == 0;
        boolean ofTheDay = random.nextInt(10) == 0;
        return Interaction.newBuilder()
                .setInteractionId("i-" + day + "-" + i)
                .setOccurredAt(at)
                .setApplication(shortLived ? "short-lived-" + day : "steady-" + random.nextInt(2))
                .setConversationId("c-" + day + "-" + i / 3)
                .setRelease(Release.newBuilder().setModel("m-" + day / 3).build())
                .setSegments(Map.of("locale", ofTheDay ? "l-" + day : LOCALES[random.nextInt(LOCALES.length)]))
                .setLabels(Map.of("intent", random.nextInt(3) == 0 ? "refund" : "question"))
                .setVerdicts(List.of(
                        verdict(RiskCategory.HALLUCINATION, "judge-a", day, rate, random),
                        verdict(RiskCategory.TOXICITY_ABUSE, "toxicity-guard", day, USUAL / 10, random)))
                .build();
    }

    private static InlineVerdict verdict(
            RiskCategory category, String evaluator, int day, double rate, SplittableRandom random) {
        return InlineVerdict.newBuilder()
                .setCategory(category)
                .setEvaluator(evaluator)
                .setEvaluatorVersion(String.valueOf(day / 10))
                .setSource(Source.JUDGE)
                .setOutcome(random.nextDouble() < rate ? Outcome.FAIL : Outcome.PASS)
                .build();
    }

    private static Verdict reviewed(Interaction interaction, Instant at, SplittableRandom random) {
        return Verdict.newBuilder()
                .setInteractionId(interaction.getInteractionId())
                .setJudgedAt(at)
                .setCategory(RiskCategory.HALLUCINATION)
                .setEvaluator("review-desk")
                .setSource(Source.HUMAN)
                .setOutcome(random.nextDouble() < USUAL ? Outcome.FAIL : Outcome.PASS)
                .build();
    }
}
