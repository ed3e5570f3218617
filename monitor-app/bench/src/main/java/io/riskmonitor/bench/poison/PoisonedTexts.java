package io.riskmonitor.bench.poison;

import io.riskmonitor.config.InvalidConfiguration;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.wire.JsonCommand;
import io.riskmonitor.wire.JsonCommands;
import io.riskmonitor.wire.JsonLine;
import io.riskmonitor.wire.JsonLines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** Damaged lines, policies and commands, as people and programs write them. */
final class PoisonedTexts {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private static final List<String> LINES = List.of("""
            {"type":"interaction","interactionId":"i-1","occurredAt":"2026-05-01T12:00:00.123Z","application":"a",\
            "conversationId":"c-9","release":{"model":"m","modelVersion":"1"},"segments":{"locale":"de"},\
            "measures":{"latency_ms":812},"verdicts":[{"category":"HALLUCINATION","evaluator":"judge-a",\
            "source":"JUDGE","outcome":"FAIL","score":0.91}]}""", """
            {"type":"verdict","interactionId":"i-1","judgedAt":1777636800000,"category":"MISUSE","evaluator":"desk",\
            "source":"HUMAN","outcome":"PASS"}""", """
            {"type":"gold","caseId":"g-1","expected":["a","b"],"grading":{"method":"NUMERIC","tolerance":0.5}}""");

    private static final String GOOD_LINE =
            "{\"type\":\"interaction\",\"interactionId\":\"good\",\"occurredAt\":0,\"application\":\"undamaged\"}";

    private static final List<String> COMMANDS = List.of("""
            {"kind":"SILENCE","application":"a","by":"ada","reason":"r","matchers":{"rule":"leak"},"for":"PT2H"}""", """
            {"kind":"ACKNOWLEDGE","application":"a","by":"ada","alertId":"a-1","at":"2026-05-01T12:00:00Z"}""", """
            {"kind":"INCIDENT","application":"a","by":"ada","alertId":"a-1","awareAt":"2026-05-01T11:00:00Z"}""");

    private final Poison poison;
    private final Random random;
    private final Mutator mutator;

    PoisonedTexts(Poison poison, Random random) {
        this.poison = poison;
        this.random = random;
        this.mutator = new Mutator(random);
    }

    void feed(int inputs) {
        String policy = PolicyFiles.builtInText();
        for (int i = 0; i < inputs; i++) {
            switch (i % 4) {
                case 0, 1 -> read("JSON lines", LINES.get(random.nextInt(LINES.size())), this::isRefusedLine);
                case 2 -> read("commands, JSON", COMMANDS.get(random.nextInt(COMMANDS.size())), this::isRefusedCommand);
                default -> read("policies, YAML", policy, this::isRefusedPolicy);
            }
        }
    }

    private void read(String kind, String valid, Predicate<byte[]> isRefused) {
        Poison.Row row = poison.row(kind);
        byte[] input = mutator.damaged(valid.getBytes(StandardCharsets.UTF_8), true);
        row.inputs++;
        try {
            String cost = row.meter.measure(() -> row.refused += isRefused.test(input) ? 1 : 0);
            if (!cost.isEmpty()) {
                poison.problem(kind, input, cost);
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            poison.problem(kind, input, "not refused, but " + e);
        }
    }

    private boolean isRefusedLine(byte[] line) {
        byte[] good = ("\n" + GOOD_LINE + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] file = new byte[line.length + good.length];
        System.arraycopy(line, 0, file, 0, line.length);
        System.arraycopy(good, 0, file, line.length, good.length);
        List<JsonLine> read = new ArrayList<>();
        try (JsonLines lines = new JsonLines(new ByteArrayInputStream(file))) {
            lines.forEachRemaining(read::add);
        } catch (IOException e) {
            poison.problem("JSON lines", line, "not refused, but " + e);
        }
        boolean gzipped = line.length > 1 && (line[0] & 0xff) == 0x1f && (line[1] & 0xff) == 0x8b;
        boolean keptGood = !read.isEmpty()
                && read.get(read.size() - 1) instanceof JsonLine.Event event
                && event.key().equals("good");
        poison.row("JSON lines").good++;
        if (!gzipped && !keptGood) {
            poison.problem("JSON lines", line, "the good line after it was lost");
        }
        boolean refused = false;
        for (JsonLine each : read) {
            refused |= each instanceof JsonLine.Problem;
            if (each instanceof JsonLine.Problem problem && problem.reason().isBlank()) {
                poison.problem("JSON lines", line, "refused without a reason");
            }
        }
        return refused;
    }

    private boolean isRefusedCommand(byte[] json) {
        if (!(JsonCommands.read(json, NOW) instanceof JsonCommand.Invalid invalid)) {
            return false;
        }
        if (invalid.problems().isEmpty()) {
            poison.problem("commands, JSON", json, "refused without a reason");
        }
        return true;
    }

    private boolean isRefusedPolicy(byte[] yaml) {
        try {
            PolicyFiles.parse("policy.yaml", new String(yaml, StandardCharsets.UTF_8));
            return false;
        } catch (InvalidConfiguration e) {
            if (e.complaints().isEmpty()) {
                poison.problem("policies, YAML", yaml, "refused without a reason");
            }
            return true;
        }
    }
}
