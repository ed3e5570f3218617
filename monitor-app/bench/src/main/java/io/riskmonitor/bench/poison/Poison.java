package io.riskmonitor.bench.poison;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Feeds damaged inputs to everything that reads something from outside, good ones between them, and notes every promise
 * that is broken.
 */
public final class Poison {

    /** Enough to see what is wrong. */
    private static final int MOST_PROBLEMS = 20;

    private static final int SHOWN_BYTES = 200;

    /** Inputs after which everything is begun anew, so that what was accepted by chance does not pile up. */
    private static final int PER_ROUND = 25_000;

    /** What became of one kind of input. */
    static final class Row {
        long inputs;
        long refused;
        long good;
        final Meter meter;

        Row(long mostBytes) {
            meter = new Meter(mostBytes);
        }
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Poison() {}

    /**
     * Tries as many inputs as asked for.
     *
     * @param seed the same number damages the same inputs in the same way
     * @param say told how far it is
     */
    public static Poison of(long inputs, long seed, Consumer<String> say) {
        Poison poison = new Poison();
        Random random = new Random(seed);
        long done = 0;
        while (done < inputs && poison.problems.size() < MOST_PROBLEMS) {
            int round = (int) Math.min(PER_ROUND, inputs - done);
            poison.round(round, random);
            done += round;
            say.accept(done + " of " + inputs + " inputs, " + poison.problems.size() + " problems");
        }
        return poison;
    }

    private void round(int inputs, Random random) {
        int texts = inputs / 5;
        int requests = inputs / 50;
        new PoisonedTopics(this, random).feed(inputs - texts - requests);
        new PoisonedTexts(this, random).feed(texts);
        new PoisonedHttp(this, random).feed(requests);
    }

    Row row(String kind) {
        return rows.computeIfAbsent(kind, k -> new Row(k.endsWith("YAML") ? Meter.FILE : Meter.RECORD));
    }

    void problem(String kind, byte[] input, String problem) {
        if (problems.size() < MOST_PROBLEMS) {
            String shown = HexFormat.of().formatHex(input, 0, Math.min(SHOWN_BYTES, input.length));
            problems.add(kind + ": " + problem + "; " + input.length + " bytes, " + shown);
        }
    }

    void problem(String kind, String problem) {
        problem(kind, new byte[0], problem);
    }

    /** What was broken, and by which input; empty where nothing was. */
    public List<String> problems() {
        return Collections.unmodifiableList(problems);
    }

    /** Inputs tried so far. */
    public long inputs() {
        return rows.values().stream().mapToLong(row -> row.inputs).sum();
    }

    /** Good ones among them so far; none was lost where there are no problems. */
    public long good() {
        return rows.values().stream().mapToLong(row -> row.good).sum();
    }

    /** What became of them, as a table. */
    public String table() {
        StringBuilder table = new StringBuilder(
                "| input | damaged | refused | good between them | CPU seconds | slowest, CPU ms | most memory, MB |\n|---|---:|---:|---:|---:|---:|---:|\n");
        rows.forEach((kind, row) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %,d | %.1f | %d | %.1f |%n",
                kind,
                row.inputs,
                row.refused,
                row.good,
                row.meter.seconds(),
                row.meter.slowestMillis(),
                row.meter.mostMegabytes())));
        return table.toString();
    }
}
