package io.riskmonitor.bench.faults;

import io.riskmonitor.wire.JsonLine;
import io.riskmonitor.wire.JsonLines;
import io.riskmonitor.wire.PlainJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Twelve hours of several applications, from a Sunday to a Monday, with incidents of every kind: alerts that fire, clear
 * and are explained by others, a confirmed leak, reviews, verdicts that come before their interaction or hours after it,
 * and that are corrected, conversations, strays, and records that are refused. In the order of event time.
 *
 * <p>At the end every application has an incident of its own that fires the rule {@link #END}: who has published those
 * alerts has judged everything.
 */
public final class RecordedStream {

    /** Rule that fires in every application of {@link #APPLICATIONS} when everything before is judged. */
    static final String END = "end";

    static final List<String> APPLICATIONS =
            List.of("assistant", "leaks", "canary", "pausing", "drifting", "burning", "chatty");

    static final Instant START = Instant.parse("2026-03-08T18:00:00Z");

    private static final Duration LENGTH = Duration.ofHours(12);

    /** How much later every partition has one more event, which carries its watermark past the end. */
    private static final Duration CLOSING = Duration.ofMinutes(75);

    /** Partitions that a schedule may ask for. */
    private static final List<Integer> PARTITIONS = List.of(1, 3, 8, 12);

    private final List<Recorded> records = new ArrayList<>();
    private final SplittableRandom dice;
    private int count;

    private RecordedStream(long seed) {
        this.dice = new SplittableRandom(seed);
    }

    /** Other events for another seed; the incidents are the same. */
    static List<Recorded> of(long seed) {
        RecordedStream stream = new RecordedStream(seed);
        stream.assistant();
        stream.leaks();
        stream.canary();
        stream.pausing();
        stream.drifting();
        stream.burning();
        stream.chatty();
        stream.refused();
        APPLICATIONS.forEach(stream::end);
        stream.closing();
        stream.records.sort(Comparator.comparing(Recorded::at));
        return List.copyOf(stream.records);
    }

    /** Whether a finding is about a time that is judged once everything of {@link #END} is: the last panes may not be. */
    static boolean isSurelyFound(IndexedRecord finding) {
        String at = PlainJson.of(finding).path("at").asText();
        return !Instant.parse(at).isAfter(START.plus(LENGTH));
    }

    /** Of all applications, in YAML. Nobody is told by the clock alone. */
    static String policies() {
        return """
                %s---
                %s---
                %s---
                %s---
                %s---
                %s---
                %s---
                application: closing
                rules:
                  - {id: ceiling, kind: failure-rate, category: OTHER, ceiling: 0.5, severity: LOW}
                """.formatted(
                        policy("assistant", """
                                segments: {intersections: [[locale, plan]]}
                                """, """
                                - {id: ceiling, kind: failure-rate, category: HALLUCINATION, ceiling: 0.06, severity: HIGH, hold: {fireAfter: PT1M, resolveAfter: PT2M}}
                                - {id: parity, kind: disparity, category: HALLUCINATION, dimension: locale, severity: MEDIUM}
                                - {id: judge-honest, kind: agreement, evaluator: judge-a, against: HUMAN, minKappa: 0.6, severity: MEDIUM}
                                """),
                        policy("leaks", """
                                deadlines:
                                  - {id: serious, notify: legal, within: P15D, starts: {minSeverity: CRITICAL}}
                                """, """
                                - {id: leak-now, kind: critical, category: DATA_LEAKAGE, sources: [HUMAN, GUARDRAIL], minConfidence: 0.9, severity: CRITICAL}
                                """),
                        policy("canary", "", """
                                - {id: canary, kind: release, category: HALLUCINATION, severity: HIGH}
                                """),
                        policy("pausing", "", """
                                - {id: alive, kind: silence, within: PT90M, severity: HIGH}
                                """),
                        policy("drifting", "", """
                                - {id: intent-drift, kind: drift, label: intent, baseline: {learn: PT3H}, window: PT15M, severity: MEDIUM}
                                - {id: latency-drift, kind: drift, measure: latency_ms, baseline: {learn: PT3H}, window: PT15M, severity: LOW}
                                """),
                        policy("burning", "", """
                                - {id: budget, kind: burn-rate, category: TOXICITY_ABUSE, objective: 0.99, over: P30D, severity: CRITICAL}
                                - {id: worse, kind: failure-rate, category: TOXICITY_ABUSE, baseline: {learn: PT2H, minTrials: 200, minFailures: 1}, severity: HIGH}
                                """),
                        policy("chatty", "", """
                                - {id: ceiling, kind: failure-rate, category: UNSAFE_ADVICE, ceiling: 0.05, severity: MEDIUM}
                                - {id: loss, kind: loss, category: UNSAFE_ADVICE, evaluator: judge-a, maxLoss: 2000, severity: HIGH}
                                """));
    }

    private static String policy(String application, String more, String rules) {
        return """
                application: %s
                owner: {team: %s-team}
                falseAlarms: {atMost: 1, per: P30D}
                escalation:
                  - {notify: on-call, acknowledgeWithin: P30D}
                  - {notify: lead}
                %srules:
                %s  - {id: %s, kind: failure-rate, category: OTHER, evaluator: end, ceiling: 0.1, dimensions: [], severity: LOW}
                """.formatted(application, application, more, rules.indent(2), END);
    }

    /** More hallucinations for an hour, in one locale for longer; the judge corrects itself, and later people disagree. */
    private void assistant() {
        every(125, at -> {
            String locale = pick("en", "en", "de", "tr");
            boolean incident = within(at, 240, 312) || (locale.equals("tr") && within(at, 312, 408));
            boolean failed = chance(incident ? 0.35 : 0.02);
            String id = interaction(
                    "assistant",
                    at,
                    null,
                    ",\"release\":{\"model\":\"m\"},\"segments\":{\"locale\":\"%s\",\"plan\":\"%s\"}"
                            .formatted(locale, pick("free", "paid")),
                    verdict("HALLUCINATION", "judge-a", "JUDGE", failed));
            if (chance(failed ? 0.3 : 0.02)) {
                later(at, 60, id, null, verdict("HALLUCINATION", "judge-a", "JUDGE", !failed));
            }
            if (chance(0.3)) {
                boolean agreed = chance(within(at, 432, 720) ? 0.5 : 0.97);
                later(at, 4 * 60, id, null, verdict("HALLUCINATION", "review-desk", "HUMAN", failed == agreed));
            }
        });
    }

    /** Unconfirmed leaks that people look at later, and one that a guardrail is sure of. */
    private void leaks() {
        every(60, at -> {
            boolean failed = chance(0.04);
            String id = interaction("leaks", at, null, "", verdict("DATA_LEAKAGE", "judge-a", "JUDGE", failed));
            if (failed && chance(0.4)) {
                later(at, 6 * 60, id, null, verdict("DATA_LEAKAGE", "privacy-desk", "HUMAN", chance(0.3)));
            }
        });
        Instant leak = START.plus(Duration.ofHours(6));
        interaction(
                "leaks", leak, null, "", verdict("DATA_LEAKAGE", "guard", "GUARDRAIL", true) + ",\"confidence\":0.99");
    }

    /** A second release is worse from its start. */
    private void canary() {
        every(125, at -> {
            boolean second = within(at, 180, 720) && chance(0.25);
            interaction(
                    "canary",
                    at,
                    null,
                    ",\"release\":{\"model\":\"m-%d\"}".formatted(second ? 2 : 1),
                    verdict("HALLUCINATION", "judge-a", "JUDGE", chance(second ? 0.2 : 0.02)));
        });
    }

    /** Nothing for two hours and a half. */
    private void pausing() {
        every(40, at -> {
            if (!within(at, 300, 444)) {
                interaction("pausing", at, null, "", null);
            }
        });
    }

    /** Other questions and slower answers than at first. */
    private void drifting() {
        every(125, at -> {
            boolean drifted = within(at, 360, 720);
            double latency = Math.exp((drifted ? 7.3 : 6.5) + 0.4 * dice.nextDouble(-2, 2));
            interaction(
                    "drifting",
                    at,
                    null,
                    String.format(
                            Locale.ROOT,
                            ",\"labels\":{\"intent\":\"%s\"},\"measures\":{\"latency_ms\":%.1f}",
                            chance(drifted ? 0.6 : 0.2) ? "legal" : "opening-hours",
                            latency),
                    null);
        });
    }

    /** An error budget burns for fifty minutes. */
    private void burning() {
        every(
                30,
                at -> interaction(
                        "burning",
                        at,
                        null,
                        "",
                        verdict("TOXICITY_ABUSE", "guard", "GUARDRAIL", chance(within(at, 480, 528) ? 0.4 : 0.004))));
    }

    /** Conversations; after some hours more of them fail, and worse. Half of the producers hash keys in their own way. */
    private void chatty() {
        every(30, start -> {
            boolean worse = within(start, 288, 360);
            boolean stray = chance(0.5);
            String conversation = "c-" + count;
            Instant at = start;
            for (int turn = 0; turn < 4; turn++) {
                boolean failed = chance(worse ? 0.2 : 0.02);
                String verdict = verdict("UNSAFE_ADVICE", "judge-a", "JUDGE", failed)
                        + (failed ? ",\"severity\":\"" + (worse ? "CRITICAL" : "LOW") + "\"" : "");
                String id = "chatty-" + count++;
                boolean apart = chance(0.5);
                add(interactionLine("chatty", id, at, conversation, "", apart ? null : verdict), true, stray);
                if (apart) { // some of them come before their interaction
                    Instant judged = at.plusMillis(dice.nextInt(-400, 5_000));
                    add(verdictLine(judged, id, conversation, verdict), true, stray);
                }
                at = at.plusSeconds(dice.nextInt(20, 90));
            }
        });
    }

    /** One of each kind now and then; in time for a verdict to have waited for its interaction before the end. */
    private void refused() {
        every(6, at -> {
            if (at.isAfter(START.plus(LENGTH).minus(CLOSING))) {
                return;
            }
            String id = "refused-" + count++;
            switch (dice.nextInt(5)) {
                case 0 -> records.add(Recorded.garbage(at, "not what a schema describes: " + id));
                case 1 -> add(interactionLine("", id, at, null, "", null), true, false);
                case 2 ->
                    add(
                            interactionLine("assistant", id, at, null, "", verdict("OTHER", "judge-a", "JUDGE", false))
                                    .replace("\"outcome\"", "\"score\":1.5,\"outcome\""),
                            true,
                            false);
                case 3 -> add(interactionLine("assistant", id, Instant.EPOCH, null, "", null), at);
                default -> add(verdictLine(at, id, null, verdict("OTHER", "judge-a", "JUDGE", true)), true, false);
            }
        });
    }

    /** Forty failures of an evaluator of its own. */
    private void end(String application) {
        Instant at = START.plus(LENGTH);
        for (int failure = 0; failure < 40; failure++) {
            at = at.plusSeconds(5);
            String line = interactionLine(
                    application, application + "-end-" + failure, at, null, "", verdict("OTHER", "end", "JUDGE", true));
            add(line, true, false);
        }
    }

    private void closing() {
        Instant at = START.plus(LENGTH).plus(CLOSING);
        Set<String> left = new HashSet<>();
        PARTITIONS.forEach(of -> IntStream.range(0, of).forEach(partition -> left.add(partition + " of " + of)));
        for (int number = 0; !left.isEmpty(); number++) {
            String id = "closing-" + number;
            if (left.removeIf(place -> place.equals(place(id, place)))) {
                add(interactionLine("closing", id, at, null, "", null), true, false);
            }
        }
    }

    /** Where a key lies among as many partitions as the place says. */
    private static String place(String key, String like) {
        int partitions = Integer.parseInt(like.substring(like.lastIndexOf(' ') + 1));
        return partitionOf(key, partitions) + " of " + partitions;
    }

    /** As Java's producers hash. */
    static int partitionOf(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(Utils.utf8(key))) % partitions;
    }

    /** Receives the moments at which something happens. */
    private interface Moment {
        void at(Instant time);
    }

    /** A Poisson process. */
    private void every(double perHour, Moment moment) {
        Instant at = START;
        while (true) {
            double hours = -Math.log(1 - dice.nextDouble()) / perHour;
            at = at.plusMillis(Math.max(1, Math.round(hours * 3_600_000)));
            if (!at.isBefore(START.plus(LENGTH))) {
                return;
            }
            moment.at(at);
        }
    }

    private String interaction(
            String application, Instant at, @Nullable String conversation, String more, @Nullable String verdict) {
        String id = application + "-" + count++;
        boolean stray = chance(0.05);
        add(interactionLine(application, id, at, conversation, more, verdict), !chance(0.02), stray);
        return id;
    }

    private void later(Instant at, int withinMinutes, String id, @Nullable String conversation, String verdict) {
        Instant judged = at.plusSeconds(60L * dice.nextInt(1, withinMinutes + 1));
        if (judged.isBefore(START.plus(LENGTH))) {
            add(verdictLine(judged, id, conversation, verdict), true, chance(0.05));
        }
    }

    private void add(String line, boolean withKey, boolean stray) {
        records.add(Recorded.of(event(line), withKey, stray));
    }

    /** Sent at another time than it says. */
    private void add(String line, Instant sentAt) {
        JsonLine.Event event = event(line);
        records.add(new Recorded(event.kind(), sentAt, event.key(), event.value(), null, false));
    }

    private static JsonLine.Event event(String line) {
        JsonLine parsed = JsonLines.parse(line);
        if (parsed instanceof JsonLine.Event event) {
            return event;
        }
        throw new IllegalStateException(parsed + ": " + line);
    }

    private static String interactionLine(
            String application,
            String id,
            Instant at,
            @Nullable String conversation,
            String more,
            @Nullable String verdict) {
        return "{\"type\":\"interaction\",\"interactionId\":\"%s\",\"occurredAt\":\"%s\",\"application\":\"%s\"%s%s%s}"
                .formatted(
                        id,
                        at,
                        application,
                        conversation == null ? "" : ",\"conversationId\":\"" + conversation + "\"",
                        more,
                        verdict == null ? "" : ",\"verdicts\":[{" + verdict + "}]");
    }

    private static String verdictLine(Instant at, String id, @Nullable String conversation, String verdict) {
        return "{\"type\":\"verdict\",\"judgedAt\":\"%s\",\"interactionId\":\"%s\"%s,%s}"
                .formatted(at, id, conversation == null ? "" : ",\"conversationId\":\"" + conversation + "\"", verdict);
    }

    private static String verdict(String category, String evaluator, String source, boolean failed) {
        return "\"category\":\"%s\",\"evaluator\":\"%s\",\"source\":\"%s\",\"outcome\":\"%s\""
                .formatted(category, evaluator, source, failed ? "FAIL" : "PASS");
    }

    private boolean chance(double probability) {
        return dice.nextDouble() < probability;
    }

    private String pick(String... of) {
        return of[dice.nextInt(of.length)];
    }

    private static boolean within(Instant at, int fromMinute, int toMinute) {
        return !at.isBefore(START.plus(Duration.ofMinutes(fromMinute)))
                && at.isBefore(START.plus(Duration.ofMinutes(toMinute)));
    }
}
