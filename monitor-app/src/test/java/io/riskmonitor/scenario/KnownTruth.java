package io.riskmonitor.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A week of made-up traffic of several applications, in each of which something known happens, or nothing does: one
 * for every kind of rule. What must fire, when at the latest, and that nothing else does, is part of it.
 */
public final class KnownTruth {

    public static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration LENGTH = Duration.ofDays(7);

    /**
     * An alert that must fire.
     *
     * @param group as in {@code locale=tr}; empty for all traffic
     * @param from not before
     * @param to at the latest
     */
    public record Expected(String rule, String group, Instant from, Instant to) {}

    /**
     * One application.
     *
     * @param expected alerts that must fire, heard or explained by their parent; every one that may
     */
    public record Scenario(
            String application, String what, String rules, List<String> events, List<Expected> expected) {

        /** Its policy: one false alarm in ninety days. */
        public String policy() {
            return """
                    application: %s
                    falseAlarms: {atMost: 1, per: P90D}
                    segments: {intersections: [[locale, plan]]}
                    rules:
                    """.formatted(application) + rules.indent(2);
        }
    }

    private KnownTruth() {}

    /** All of them. */
    public static final List<Scenario> SCENARIOS = List.of(
            silentUpgrade(),
            canary(),
            replacedJudge(),
            mixShift(),
            harmedGroup(),
            simpson(),
            lowTraffic(),
            stoppedProducer(),
            stoppedJudge(),
            leak(),
            burntBudget(),
            dishonestJudge(),
            slowModel(),
            worseFailures());

    /** Events of all of them, in the order of time. */
    public static List<String> events(List<Scenario> scenarios) {
        return scenarios.stream()
                .flatMap(scenario -> scenario.events().stream())
                .sorted(Comparator.comparing(KnownTruth::timeOf))
                .toList();
    }

    private static String timeOf(String line) {
        int start = line.indexOf("At\":\"") + 5;
        return line.substring(start, line.indexOf('"', start));
    }

    /** The model behind one task gets worse; nobody said that it was replaced. */
    private static Scenario silentUpgrade() {
        Recording traffic = new Recording("silent-upgrade", 1);
        traffic.every(60, (at, dice) -> {
            String task = List.of("summarise", "answer", "translate").get(dice.nextInt(3));
            boolean worse = task.equals("summarise") && !at.isBefore(day(4));
            traffic.interaction(at, "m", "\"task\":\"" + task + "\"", "")
                    .judged("HALLUCINATION", "judge-a", "1", dice.nextDouble() < (worse ? 0.15 : 0.02));
        });
        return traffic.scenario(
                "the model of one task becomes worse without a new release",
                "- {id: worse, kind: failure-rate, category: HALLUCINATION, baseline: {learn: P3D}, severity: HIGH}",
                new Expected("worse", "", day(4), day(5)),
                new Expected("worse", "task=summarise", day(4), day(5)));
    }

    /** A second release gets a seventh of the traffic and is worse from the start. */
    private static Scenario canary() {
        Recording traffic = new Recording("canary", 2);
        traffic.every(100, (at, dice) -> {
            boolean canary = !at.isBefore(day(3)) && dice.nextInt(4) == 0;
            traffic.interaction(at, canary ? "m-2" : "m-1", "", "")
                    .judged("HALLUCINATION", "judge-a", "1", dice.nextDouble() < (canary ? 0.12 : 0.02));
        });
        return traffic.scenario(
                "a canary is worse than the stable release",
                "- {id: canary, kind: release, category: HALLUCINATION, severity: HIGH}",
                new Expected("canary", "release=m-2", day(3), day(5)));
    }

    /** The judge becomes stricter; the system is as it was. */
    private static Scenario replacedJudge() {
        Recording traffic = new Recording("replaced-judge", 3);
        traffic.every(60, (at, dice) -> {
            boolean replaced = !at.isBefore(day(4));
            traffic.interaction(at, "m", "", "")
                    .judged(
                            "HALLUCINATION",
                            "judge-a",
                            replaced ? "2" : "1",
                            dice.nextDouble() < (replaced ? 0.07 : 0.02));
        });
        return traffic.scenario(
                "a judge is replaced by a stricter one; nothing fires",
                "- {id: worse, kind: failure-rate, category: HALLUCINATION, baseline: {learn: P3D}, severity: HIGH}");
    }

    /** More hard questions, answered as well as before. */
    private static Scenario mixShift() {
        Recording traffic = new Recording("mix-shift", 4);
        traffic.every(100, (at, dice) -> {
            boolean hard = dice.nextDouble() < (at.isBefore(day(4)) ? 0.2 : 0.6);
            String intent = hard ? "legal" : "opening-hours";
            traffic.interaction(at, "m", "\"intent\":\"" + intent + "\"", ",\"labels\":{\"intent\":\"" + intent + "\"}")
                    .judged("HALLUCINATION", "judge-a", "1", dice.nextDouble() < (hard ? 0.06 : 0.01));
        });
        return traffic.scenario(
                "the mix of questions shifts while the rates within each kind stay",
                """
                - {id: intent-drift, kind: drift, label: intent, baseline: {learn: P3D}, severity: MEDIUM}
                - {id: legal-worse, kind: failure-rate, category: HALLUCINATION, baseline: {learn: P3D}, where: {intent: legal}, severity: HIGH}
                - {id: hours-worse, kind: failure-rate, category: HALLUCINATION, baseline: {learn: P3D}, where: {intent: opening-hours}, severity: HIGH}
                """,
                new Expected("intent-drift", "", day(4), day(6)));
    }

    /** One group is treated worse than the others. */
    private static Scenario harmedGroup() {
        Recording traffic = new Recording("harmed-group", 5);
        traffic.every(100, (at, dice) -> {
            String locale = List.of("en", "en", "en", "de", "fr", "tr").get(dice.nextInt(6));
            boolean harmed = locale.equals("tr") && !at.isBefore(day(3));
            traffic.interaction(at, "m", "\"locale\":\"" + locale + "\",\"plan\":\"free\"", "")
                    .judged("REFUSAL_OR_NON_ANSWER", "judge-a", "1", dice.nextDouble() < (harmed ? 0.12 : 0.02));
        });
        return traffic.scenario(
                "one locale is refused more often than the others",
                "- {id: parity, kind: disparity, category: REFUSAL_OR_NON_ANSWER, dimension: locale, maxRatio: 1.25, minDifference: 0.01, severity: HIGH}",
                new Expected("parity", "locale=tr", day(3), day(6)));
    }

    /** One locale asks more of what fails more often; within each plan it fares as the others do. */
    private static Scenario simpson() {
        Recording traffic = new Recording("simpson", 6);
        traffic.every(80, (at, dice) -> {
            boolean german = dice.nextInt(3) == 0;
            boolean paid = dice.nextDouble() < (german ? 0.8 : 0.2);
            String segments =
                    "\"locale\":\"" + (german ? "de" : "en") + "\",\"plan\":\"" + (paid ? "paid" : "free") + "\"";
            traffic.interaction(at, "m", segments, "")
                    .judged("REFUSAL_OR_NON_ANSWER", "judge-a", "1", dice.nextDouble() < (paid ? 0.12 : 0.02));
        });
        return traffic.scenario(
                "a difference between locales that the plan explains; nothing fires",
                "- {id: parity, kind: disparity, category: REFUSAL_OR_NON_ANSWER, dimension: locale, stratifyBy: plan, severity: HIGH}");
    }

    /** Five interactions an hour. */
    private static Scenario lowTraffic() {
        Recording traffic = new Recording("low-traffic", 7);
        traffic.every(5, (at, dice) -> traffic.interaction(at, "m", "", "")
                .judged("HALLUCINATION", "judge-a", "1", dice.nextDouble() < (at.isBefore(day(5)) ? 0.02 : 0.5)));
        return traffic.scenario(
                "half of the answers of a seldom used assistant become wrong",
                "- {id: ceiling, kind: failure-rate, category: HALLUCINATION, ceiling: 0.03, severity: HIGH}",
                new Expected("ceiling", "", day(5), day(6)));
    }

    /** Nothing arrives for twelve hours. */
    private static Scenario stoppedProducer() {
        Recording traffic = new Recording("stopped-producer", 8);
        traffic.every(60, (at, dice) -> {
            if (at.isBefore(day(4)) || !at.isBefore(day(4).plus(Duration.ofHours(12)))) {
                traffic.interaction(at, "m", "", "");
            }
        });
        return traffic.scenario(
                "the producer stops for twelve hours",
                "- {id: alive, kind: silence, within: PT1H, severity: HIGH}",
                new Expected("alive", "", day(4), day(4).plus(Duration.ofHours(1))));
    }

    /** Interactions arrive, verdicts do not. */
    private static Scenario stoppedJudge() {
        Recording traffic = new Recording("stopped-judge", 9);
        traffic.every(60, (at, dice) -> {
            Recording answered = traffic.interaction(at, "m", "", "");
            if (at.isBefore(day(6))) {
                answered.judged("HALLUCINATION", "judge-a", "1", dice.nextDouble() < 0.02);
            }
        });
        return traffic.scenario(
                "the judge stops, the producer does not",
                "- {id: judge-alive, kind: silence, evaluator: judge-a, within: PT1H, severity: HIGH}",
                new Expected("judge-alive", "", day(6), day(6).plus(Duration.ofHours(2))));
    }

    /** One leak that a person confirms, among unconfirmed ones. */
    private static Scenario leak() {
        Recording traffic = new Recording("leak", 10);
        traffic.every(20, (at, dice) -> {
            boolean leaked = !traffic.happened && !at.isBefore(day(5));
            if (leaked) {
                traffic.happened = true;
                traffic.named("the-leak", at).judgedBy("DATA_LEAKAGE", "privacy-desk", "HUMAN", true);
            } else {
                traffic.interaction(at, "m", "", "").judged("DATA_LEAKAGE", "judge-a", "1", dice.nextDouble() < 0.01);
            }
        });
        return traffic.scenario(
                "one confirmed leak",
                "- {id: leak-now, kind: critical, category: DATA_LEAKAGE, sources: [HUMAN, GUARDRAIL], severity: CRITICAL}",
                new Expected("leak-now", "interaction=the-leak", day(5), day(5).plus(Duration.ofMinutes(10))));
    }

    /** A fifth of the answers fail where one in a hundred may. */
    private static Scenario burntBudget() {
        Recording traffic = new Recording("burnt-budget", 11);
        traffic.every(60, (at, dice) -> traffic.interaction(at, "m", "", "")
                .judged("TOXICITY_ABUSE", "guard", "1", dice.nextDouble() < (at.isBefore(day(5)) ? 0.004 : 0.25)));
        return traffic.scenario(
                "an error budget burns",
                "- {id: budget, kind: burn-rate, category: TOXICITY_ABUSE, objective: 0.99, over: P30D, severity: CRITICAL}",
                new Expected("budget", "", day(5), day(5).plus(Duration.ofHours(6))));
    }

    /** People agree with the judge, then they do not. */
    private static Scenario dishonestJudge() {
        Recording traffic = new Recording("dishonest-judge", 12);
        traffic.every(60, (at, dice) -> {
            boolean wrong = dice.nextInt(5) == 0;
            boolean noticed = dice.nextDouble() < (at.isBefore(day(3)) ? 0.98 : 0.55) ? wrong : !wrong;
            Recording answered = traffic.interaction(at, "m", "", "").judged("HALLUCINATION", "judge-a", "1", noticed);
            if (dice.nextInt(4) == 0) {
                answered.later(at.plusSeconds(900), "HALLUCINATION", "review-desk", "HUMAN", wrong);
            }
        });
        return traffic.scenario(
                "a judge stops agreeing with people",
                "- {id: judge-honest, kind: agreement, evaluator: judge-a, against: HUMAN, minKappa: 0.6, severity: MEDIUM}",
                new Expected("judge-honest", "", day(3), day(6)));
    }

    /** Answers take longer. */
    private static Scenario slowModel() {
        Recording traffic = new Recording("slow-model", 13);
        traffic.every(60, (at, dice) -> {
            double latency = Math.exp((at.isBefore(day(4)) ? 6.5 : 7.3) + 0.4 * gaussian(dice));
            traffic.interaction(
                    at, "m", "", String.format(Locale.ROOT, ",\"measures\":{\"latency_ms\":%.1f}", latency));
        });
        return traffic.scenario(
                "answers take twice as long",
                "- {id: latency-drift, kind: drift, measure: latency_ms, baseline: {learn: P3D}, severity: LOW}",
                new Expected("latency-drift", "", day(4), day(6)));
    }

    /** Failures are as seldom as before, but no trifles any more. */
    private static Scenario worseFailures() {
        Recording traffic = new Recording("worse-failures", 14);
        traffic.every(60, (at, dice) -> traffic.interaction(at, "m", "", "")
                .rated("UNSAFE_ADVICE", "judge-a", dice.nextDouble() < 0.02, at.isBefore(day(4)) ? "LOW" : "CRITICAL"));
        return traffic.scenario("failures become worse, not more", """
                - {id: harm, kind: loss, category: UNSAFE_ADVICE, evaluator: judge-a, maxLoss: 150, severity: HIGH}
                - {id: often, kind: failure-rate, category: UNSAFE_ADVICE, baseline: {learn: P2D}, severity: MEDIUM}
                """, new Expected("harm", "", day(4), day(5)));
    }

    private static Instant day(int day) {
        return START.plus(Duration.ofDays(day));
    }

    private static double gaussian(SplittableRandom dice) {
        return Math.sqrt(-2 * Math.log(1 - dice.nextDouble())) * Math.cos(2 * Math.PI * dice.nextDouble());
    }

    /** Receives the moments at which something happens. */
    private interface Moment {
        void at(Instant time, SplittableRandom dice);
    }

    /** Writes the events of one application. */
    private static final class Recording {
        private final String application;
        private final SplittableRandom dice;
        private final List<String> events = new ArrayList<>();
        private int count;
        private Instant lastAt = START;
        private String lastId = "";
        private boolean happened;

        Recording(String application, long seed) {
            this.application = application;
            this.dice = new SplittableRandom(seed);
        }

        /** A Poisson process. */
        void every(double perHour, Moment moment) {
            Instant at = START;
            Instant end = START.plus(LENGTH);
            while (true) {
                double hours = -Math.log(1 - dice.nextDouble()) / perHour;
                at = at.plusMillis(Math.max(1, Math.round(hours * 3_600_000)));
                if (!at.isBefore(end)) {
                    return;
                }
                moment.at(at, dice);
            }
        }

        Recording interaction(Instant at, String model, String segments, String more) {
            return interaction(application + "-" + count++, at, model, segments, more);
        }

        Recording named(String id, Instant at) {
            return interaction(id, at, "m", "", "");
        }

        private Recording interaction(String id, Instant at, String model, String segments, String more) {
            lastId = id;
            lastAt = at;
            events.add(
                    "{\"type\":\"interaction\",\"occurredAt\":\"%s\",\"interactionId\":\"%s\",\"application\":\"%s\",\"release\":{\"model\":\"%s\"},\"segments\":{%s}%s}"
                            .formatted(millis(at), id, application, model, segments, more));
            return this;
        }

        Recording judged(String category, String evaluator, String version, boolean failed) {
            String verdict =
                    verdict(category, evaluator, "JUDGE", failed) + ",\"evaluatorVersion\":\"" + version + "\"";
            return inline(verdict);
        }

        Recording rated(String category, String evaluator, boolean failed, String severity) {
            return inline(verdict(category, evaluator, "JUDGE", failed) + ",\"severity\":\"" + severity + "\"");
        }

        Recording judgedBy(String category, String evaluator, String source, boolean failed) {
            return inline(verdict(category, evaluator, source, failed));
        }

        private Recording inline(String verdict) {
            int last = events.size() - 1;
            String interaction = events.get(last);
            events.set(last, interaction.substring(0, interaction.length() - 1) + ",\"verdicts\":[{" + verdict + "}]}");
            return this;
        }

        Recording later(Instant at, String category, String evaluator, String source, boolean failed) {
            if (at.isBefore(START.plus(LENGTH)) && at.isAfter(lastAt)) {
                events.add("{\"type\":\"verdict\",\"judgedAt\":\"%s\",\"interactionId\":\"%s\",%s}"
                        .formatted(millis(at), lastId, verdict(category, evaluator, source, failed)));
            }
            return this;
        }

        private static String verdict(String category, String evaluator, String source, boolean failed) {
            return "\"category\":\"%s\",\"evaluator\":\"%s\",\"source\":\"%s\",\"outcome\":\"%s\""
                    .formatted(category, evaluator, source, failed ? "FAIL" : "PASS");
        }

        /** Always with three digits, so that the text sorts as the time does. */
        private static String millis(Instant at) {
            return at.toString().length() == 24 ? at.toString() : at.toString().replace("Z", "") + ".000Z";
        }

        Scenario scenario(String what, String rules, Expected... expected) {
            return new Scenario(application, what, rules, List.copyOf(events), List.of(expected));
        }
    }
}
