package io.riskmonitor.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What was measured while months of event time passed, and whether anything still grew after retention was over.
 *
 * @param retention days of event time after which what is not seen is gone: nothing has to grow from then on
 * @param halfway store to its entries, when half of the days after retention had passed
 * @param end the same at the end
 */
record SoakReport(
        int interactionsPerDay,
        long seed,
        int minutes,
        int retention,
        List<Sample> samples,
        SortedMap<String, Long> halfway,
        SortedMap<String, Long> end) {

    /**
     * At the end of a day of event time.
     *
     * @param resident of the process that runs the monitor and the sender, in MB
     * @param heap after a full collection, in MB
     * @param rocksDb block cache, memtables, indexes and filters of all stores, in MB
     * @param disk of the state directory, in MB
     */
    record Sample(int day, double resident, double heap, double rocksDb, double disk) {}

    /**
     * Something that must not grow.
     *
     * @param slack that a measure may vary by, beside {@link #TOLERATED}
     */
    private record Measure(String name, ToDoubleFunction<Sample> of, double slack) {}

    private static final double TOLERATED = 1.10;
    private static final long ENTRIES_SLACK = 20;

    private static final List<Measure> MEASURES = List.of(
            new Measure("resident memory", Sample::resident, 32),
            new Measure("heap after collection", Sample::heap, 8),
            new Measure("RocksDB memory", Sample::rocksDb, 8),
            new Measure("disk", Sample::disk, 16));

    /** What still grew, in words; nothing where all is well. */
    List<String> grown() {
        List<Sample> after =
                samples.stream().filter(sample -> sample.day() >= retention).toList();
        List<String> grown = new ArrayList<>();
        if (after.size() < 6) {
            grown.add("too few days to tell: %d after retention, make it longer".formatted(after.size()));
            return grown;
        }
        List<Sample> first = after.subList(0, after.size() / 2);
        List<Sample> second = after.subList(after.size() / 2, after.size());
        for (Measure measure : MEASURES) {
            double before = median(first, measure.of);
            double then = median(second, measure.of);
            if (then > before * TOLERATED + measure.slack) {
                grown.add(String.format(
                        Locale.ROOT, "%s grew from %.0f to %.0f MB (medians)", measure.name, before, then));
            }
        }
        end.forEach((store, entries) -> {
            long before = halfway.getOrDefault(store, 0L);
            if (entries > before * TOLERATED + ENTRIES_SLACK) {
                grown.add("store %s grew from %d to %d entries".formatted(store, before, entries));
            }
        });
        return grown;
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> of) {
        double[] sorted = samples.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    String markdown(Machine machine) {
        StringBuilder text = new StringBuilder();
        int last = samples.get(samples.size() - 1).day();
        text.append(String.format(
                Locale.ROOT,
                "`bench soak --minutes %d --per-day %d --seed %d`: %d days of event time, %d interactions a day. "
                        + "%s, %d cores, %s, Kafka %s, commit %s.%n%n",
                minutes,
                interactionsPerDay,
                seed,
                last,
                interactionsPerDay,
                machine.processor(),
                machine.cores(),
                machine.jdk(),
                machine.kafka(),
                machine.commit()));
        text.append("| day | resident MB | heap after collection MB | RocksDB MB | disk MB |\n|---|---|---|---|---|\n");
        int every = Math.max(1, samples.size() / 15);
        for (int i = every - 1; i < samples.size(); i += every) {
            Sample sample = samples.get(i);
            text.append(String.format(
                    Locale.ROOT,
                    "| %d | %.0f | %.0f | %.1f | %.1f |%n",
                    sample.day(),
                    sample.resident(),
                    sample.heap(),
                    sample.rocksDb(),
                    sample.disk()));
        }
        text.append("\n| store | entries halfway | entries at the end |\n|---|---|---|\n");
        SortedMap<String, Long> stores = new TreeMap<>(end);
        stores.forEach((store, entries) ->
                text.append("| `%s` | %d | %d |%n".formatted(store, halfway.getOrDefault(store, 0L), entries)));
        List<String> grown = grown();
        text.append(
                grown.isEmpty()
                        ? "\nNothing grew after retention (%d days).%n".formatted(retention)
                        : "\n**Grew: " + String.join("; ", grown) + "**\n");
        return text.toString();
    }
}
