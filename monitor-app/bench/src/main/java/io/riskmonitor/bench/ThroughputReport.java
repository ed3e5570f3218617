package io.riskmonitor.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What came out, as a table: medians, and in brackets the lowest and the highest. */
record ThroughputReport(
        int events,
        int warmUp,
        int applications,
        int runs,
        long seed,
        String heap,
        Map<Contender, List<Effort>> efforts,
        Set<Contender> wrong) {

    String markdown(Machine machine) {
        StringBuilder page = new StringBuilder();
        line(page, "| contender | events/s | CPU s per million | broker CPU s per million | CPU, times (a) | totals |");
        line(page, "|---|---|---|---|---|---|");
        efforts.forEach((contender, measured) -> line(
                page,
                "| %s | %s | %s | %s | %s | %s |",
                contender.title(),
                spread(measured, effort -> events / seconds(effort.wall()), "%,.0f"),
                spread(measured, effort -> perMillion(effort.cpu()), "%.1f"),
                spread(measured, effort -> perMillion(effort.brokerCpu()), "%.1f"),
                ratio(contender, Contender.CONSUME),
                wrong.contains(contender) ? "**wrong**" : "right"));
        line(page, "");
        line(page, "The plain topology takes **%s times** the CPU of the monitor, (b)/(c).", ratio());
        line(page, "");
        line(
                page,
                "%,d events after %,d for warming up, %d application(s), seed %d, median of %d runs (lowest–highest).",
                events,
                warmUp,
                applications,
                seed,
                runs);
        line(
                page,
                "%d × %s, heap %s per process, %s, Kafka %s, commit %s.",
                machine.cores(),
                machine.processor(),
                heap,
                machine.jdk(),
                machine.kafka(),
                machine.commit());
        return page.toString();
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private double perMillion(Duration cpu) {
        return seconds(cpu) * 1e6 / events;
    }

    private String ratio() {
        return ratio(Contender.DSL, Contender.MONITOR);
    }

    private String ratio(Contender one, Contender other) {
        List<Effort> ofOne = efforts.get(one);
        List<Effort> ofOther = efforts.get(other);
        if (ofOne == null || ofOther == null) {
            return "–";
        }
        Function<List<Effort>, Double> cpu = measured -> median(measured, effort -> seconds(effort.cpu()));
        return String.format(Locale.ROOT, "%.1f", cpu.apply(ofOne) / cpu.apply(ofOther));
    }

    private static String spread(List<Effort> measured, ToDoubleFunction<Effort> figure, String format) {
        double lowest = measured.stream().mapToDouble(figure).min().orElseThrow();
        double highest = measured.stream().mapToDouble(figure).max().orElseThrow();
        String pattern = measured.size() == 1 ? format : format + " (" + format + "–" + format + ")";
        return String.format(Locale.ROOT, pattern, median(measured, figure), lowest, highest);
    }

    private static double median(List<Effort> measured, ToDoubleFunction<Effort> figure) {
        double[] sorted = measured.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static void line(StringBuilder page, String format, Object... values) {
        page.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
