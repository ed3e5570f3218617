package io.riskmonitor.bench.poison;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.config.Topics;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.streams.Backtest;
import io.riskmonitor.wire.JsonCommand;
import io.riskmonitor.wire.JsonCommands;
import io.riskmonitor.wire.JsonLine;
import io.riskmonitor.wire.JsonLines;
import io.riskmonitor.wire.PolicyFormat;
import io.riskmonitor.wire.Received;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;

/** Damaged records on every topic that others write to, through the whole topology. */
final class PoisonedTopics {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Topics TOPICS = Topics.DEFAULT;

    /** Inputs to one good interaction and its verdict. */
    private static final int PER_GOOD = 10;

    /** Refused records to one that is sent again. */
    private static final int PER_REPEAT = 20;

    /** Unreadable records to one that goes through the topology. */
    private static final int PER_UNREADABLE = 10;

    private static final int PER_FLUSH = 1_000;
    private static final int LONGEST_DETAIL = 2_100;
    private static final Set<String> REASONS =
            EnumSet.allOf(RefusalReason.class).stream().map(Enum::name).collect(Collectors.toUnmodifiableSet());

    /** Stands wherever a record has text of people; no detail may repeat it. */
    private static final String TEXT = "Zanzibar";

    private enum Kind {
        INTERACTION("interactions, Avro", TOPICS.interactions(), "c-1", 5),
        VERDICT("verdicts, Avro", TOPICS.verdicts(), "c-1", 3),
        COMMAND("commands, Avro", TOPICS.commands(), "damaged", 1),
        GOLD("gold cases, Avro", TOPICS.gold(), "g-1", 1),
        POLICY("policies, Avro", TOPICS.policies(), "support-assistant", 1);

        private static final List<Kind> BY_SHARE = Arrays.stream(values())
                .flatMap(kind -> Collections.nCopies(kind.share, kind).stream())
                .toList();

        private final String title;
        private final String topic;
        private final String key;
        private final int share;

        Kind(String title, String topic, String key, int share) {
            this.title = title;
            this.topic = topic;
            this.key = key;
            this.share = share;
        }
    }

    private final Poison poison;
    private final Random random;
    private final Mutator mutator;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private long good;

    PoisonedTopics(Poison poison, Random random) {
        this.poison = poison;
        this.random = random;
        this.mutator = new Mutator(random);
    }

    void feed(int inputs) {
        RiskMetrics metrics = new RiskMetrics(meters, InstantSource.fixed(NOW));
        MonitorConfig config = MonitorConfig.of(Map.of(), Map.of());
        PolicyBook book = new PolicyBook(PolicyFiles.builtIn());
        try (Backtest monitor = new Backtest(config, List.of(), book, metrics, NOW)) {
            Map<Kind, List<byte[]>> valid = valid(monitor);
            for (int i = 0; i < inputs; i++) {
                if (i % PER_GOOD == 0) {
                    sendGood(monitor);
                }
                Kind kind = Kind.BY_SHARE.get(random.nextInt(Kind.BY_SHARE.size()));
                List<byte[]> candidates = Objects.requireNonNull(valid.get(kind));
                byte[] input = mutator.damaged(candidates.get(random.nextInt(candidates.size())), false);
                send(monitor, kind, input);
                if (i % PER_FLUSH == 0) {
                    flush(monitor);
                }
            }
            monitor.finish();
            refusals(monitor, Kind.VERDICT);
            checkGood();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            poison.problem("topology", "a thread would have died: " + e);
        }
    }

    private void flush(Backtest monitor) {
        monitor.flush();
        refusals(monitor, Kind.VERDICT);
        monitor.alerts();
        monitor.findings();
        monitor.escalations();
        monitor.digests();
    }

    private void send(Backtest monitor, Kind kind, byte[] input) {
        Poison.Row row = poison.row(kind.title);
        row.inputs++;
        byte[] key = kind.key.getBytes(StandardCharsets.UTF_8);
        try {
            boolean[] read = new boolean[1];
            String cost = row.meter.measure(() -> {
                read[0] = isReadable(monitor, kind, key, input);
                if (read[0]) {
                    send(monitor, kind, key, input);
                }
            });
            if (!cost.isEmpty()) {
                poison.problem(kind.title, input, cost);
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            poison.problem(kind.title, input, "a thread would have died: " + root(e));
            throw e;
        }
        List<TestRecord<byte[], byte[]>> refusals = refusals(monitor, kind);
        row.refused += refusals.size();
        if (refusals.size() > 1) {
            poison.problem(kind.title, input, "refused " + refusals.size() + " times");
        }
        boolean event = kind == Kind.INTERACTION || kind == Kind.VERDICT;
        if (event && !refusals.isEmpty() && random.nextInt(PER_REPEAT) == 0) {
            repeat(monitor, kind, refusals.get(0));
        }
    }

    /** Whether it is worth the way through the topology; most that cannot be read at all are not. */
    private boolean isReadable(Backtest monitor, Kind kind, byte[] key, byte[] input) {
        if (kind == Kind.POLICY) {
            return true;
        }
        Received received = kind == Kind.GOLD
                ? monitor.wire().readGoldCase(TOPICS.gold(), key, input)
                : monitor.wire().received().deserializer().deserialize(kind.topic, input);
        Refusal refusal = received.refusal();
        if (refusal == null || random.nextInt(PER_UNREADABLE) == 0) {
            return true;
        }
        poison.row(kind.title).refused++;
        if (refusal.detail().isBlank() || refusal.detail().contains(TEXT)) {
            poison.problem(kind.title, input, "refused with the detail '" + refusal.detail() + "'");
        }
        return false;
    }

    /** Those since the last call; early verdicts that have expired come at any time. */
    private List<TestRecord<byte[], byte[]>> refusals(Backtest monitor, Kind kind) {
        List<TestRecord<byte[], byte[]>> refusals = monitor.refusals();
        checkRefusals(kind, refusals);
        return refusals.stream()
                .filter(refused -> !reasons(refused).contains(RefusalReason.NO_INTERACTION.name()))
                .toList();
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static void send(Backtest monitor, Kind kind, byte[] key, byte[] input) {
        switch (kind) {
            case INTERACTION, VERDICT -> monitor.send(kind == Kind.INTERACTION, key, input);
            case COMMAND -> monitor.command(key, input);
            case GOLD -> monitor.learn(key, input);
            case POLICY -> monitor.declare(key, input);
        }
    }

    /** Somebody publishes what was refused to where it came from, as it is. */
    private void repeat(Backtest monitor, Kind kind, TestRecord<byte[], byte[]> refused) {
        monitor.send(kind == Kind.INTERACTION, refused);
        List<TestRecord<byte[], byte[]>> again = refusals(monitor, kind);
        if (again.size() != 1 || !reasons(again.get(0)).equals(reasons(refused))) {
            poison.problem(kind.title, refused.value(), "refused again, but not once for the same reason");
        }
    }

    private static List<String> reasons(TestRecord<?, ?> refused) {
        return StreamSupport.stream(refused.headers().headers("risk.reason").spliterator(), false)
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private void checkRefusals(Kind kind, List<TestRecord<byte[], byte[]>> refusals) {
        for (TestRecord<byte[], byte[]> refused : refusals) {
            byte[] value = refused.value() == null ? new byte[0] : refused.value();
            if (reasons(refused).size() != 1
                    || !REASONS.contains(reasons(refused).get(0))) {
                poison.problem(kind.title, value, "refused for the reasons " + reasons(refused));
            }
            Header header = refused.headers().lastHeader("risk.detail");
            String detail = header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
            if (detail.isBlank() || detail.length() > LONGEST_DETAIL || detail.contains(TEXT)) {
                poison.problem(kind.title, value, "refused with the detail '" + detail + "'");
            }
            if (detail.chars().anyMatch(Character::isISOControl)) {
                poison.problem(kind.title, value, "refused with control characters in its detail");
            }
        }
    }

    private void sendGood(Backtest monitor) {
        good++;
        String id = "good-" + good;
        monitor.send(event("""
                {"type":"interaction","interactionId":"%s","occurredAt":"%s","application":"undamaged",\
                "verdicts":[{"category":"MISUSE","evaluator":"filter","source":"GUARDRAIL","outcome":"PASS"}]}""".formatted(id, NOW)));
        monitor.send(event("""
                {"type":"verdict","interactionId":"%s","judgedAt":"%s","category":"HALLUCINATION","evaluator":"judge-a",\
                "source":"JUDGE","outcome":"PASS"}""".formatted(id, NOW)));
        poison.row(Kind.INTERACTION.title).good++;
        poison.row(Kind.VERDICT.title).good++;
        if (!refusals(monitor, Kind.VERDICT).isEmpty()) {
            poison.problem("topology", "a good record was refused");
        }
    }

    private void checkGood() {
        checkCount("risk_interactions_total", good);
        checkCount("risk_judged_total", 2 * good);
    }

    private void checkCount(String name, long expected) {
        double counted = meters.find(name).tag("application", "undamaged").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
        if (counted != expected) {
            poison.problem("topology", expected + " good ones, but " + name + " is " + counted);
        }
    }

    private static Map<Kind, List<byte[]>> valid(Backtest monitor) {
        return Map.of(
                Kind.INTERACTION,
                List.of(encoded(monitor, event("""
                        {"type":"interaction","interactionId":"i-1","occurredAt":"2026-05-01T11:59:00Z",\
                        "application":"damaged","conversationId":"c-1","release":{"model":"m","modelVersion":"1",\
                        "promptName":"p","promptVersion":"2"},"segments":{"locale":"de","plan":"free"},\
                        "labels":{"intent":"refund"},"measures":{"latency_ms":812,"tokens":1e9},\
                        "verdicts":[{"category":"HALLUCINATION","evaluator":"judge-a","evaluatorVersion":"3",\
                        "source":"JUDGE","outcome":"FAIL","score":0.9,"confidence":0.8},{"category":"MISUSE",\
                        "evaluator":"filter","source":"GUARDRAIL","outcome":"PASS"}]}""")), encoded(monitor, event("""
                        {"type":"interaction","interactionId":"i-2","occurredAt":"2026-05-01T11:59:00Z",\
                        "application":"damaged","goldCaseId":"g-1","answer":"Zanzibar lies in the Indian Ocean",\
                        "reference":"https://store.example/Zanzibar"}"""))),
                Kind.VERDICT,
                List.of(encoded(monitor, event("""
                        {"type":"verdict","verdictId":"v-1","interactionId":"i-1","judgedAt":"2026-05-01T11:59:30Z",\
                        "category":"DATA_LEAKAGE","evaluator":"desk","evaluatorVersion":"1","source":"HUMAN",\
                        "outcome":"FAIL","score":0.5,"confidence":1.0,"severity":"HIGH"}"""))),
                Kind.COMMAND,
                List.of(command(monitor, """
                        {"kind":"SILENCE","application":"damaged","by":"ada","reason":"Zanzibar is being mended",\
                        "matchers":{"rule":"leak"},"for":"PT2H"}"""), command(monitor, """
                        {"kind":"ACKNOWLEDGE","application":"damaged","by":"ada","reason":"Zanzibar","alertId":"a-1"}"""), command(monitor, """
                        {"kind":"REVIEW_DECISION","application":"damaged","by":"ada","interactionId":"i-1",\
                        "confirm":true}""")),
                Kind.GOLD,
                List.of(gold(monitor, """
                        {"type":"gold","caseId":"g-1","application":"damaged","expected":["Zanzibar","Zanzibar, Tanzania"],\
                        "grading":{"method":"CONTAINS"}}"""), gold(monitor, """
                        {"type":"gold","caseId":"g-1","expected":["Zanzibar[0-9]+(a|b)*"],"grading":{"method":"REGEX"}}"""), gold(monitor, """
                        {"type":"gold","caseId":"g-1","expected":["12.5"],"grading":{"method":"NUMERIC","tolerance":0.5}}""")),
                Kind.POLICY,
                PolicyFiles.ofScenario().stream()
                        .map(policy -> monitor.encode(TOPICS.policies(), PolicyFormat.avro(policy.tree())))
                        .toList());
    }

    private static JsonLine.Event event(String json) {
        return (JsonLine.Event) JsonLines.parse(json);
    }

    private static byte[] encoded(Backtest monitor, JsonLine.Event event) {
        boolean interaction = event.kind() == JsonLine.Kind.INTERACTION;
        return monitor.encode(interaction ? TOPICS.interactions() : TOPICS.verdicts(), event.value());
    }

    private static byte[] command(Backtest monitor, String json) {
        JsonCommand read = JsonCommands.read(json.getBytes(StandardCharsets.UTF_8), NOW);
        return monitor.encode(TOPICS.commands(), ((JsonCommand.Valid) read).value());
    }

    private static byte[] gold(Backtest monitor, String json) {
        return monitor.encode(TOPICS.gold(), ((JsonLine.Gold) JsonLines.parse(json)).value());
    }
}
