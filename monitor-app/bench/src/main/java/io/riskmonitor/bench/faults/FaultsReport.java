package io.riskmonitor.bench.faults;

import java.util.List;
import java.util.Locale;

/** The table of a run. */
public record FaultsReport(List<Result> results) {

    public String markdown() {
        StringBuilder table = new StringBuilder();
        table.append(
                "| schedule | what happens | partitions × threads, protocol | faults | records sent | alert transitions,"
                        + " escalations, refusals | lost | too many | different | s |\n");
        table.append("|---|---|---|---|---|---|---|---|---|---|\n");
        for (Result result : results) {
            Setup setup = result.schedule().setup();
            table.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %s | %d × %d, %s | %s | %,d | %d, %d, %d, %,d | %d | %d | %d | %d |%n",
                    result.schedule().name(),
                    result.schedule().what(),
                    setup.partitions(),
                    setup.threads(),
                    setup.protocol(),
                    result.faults().isEmpty() ? "–" : result.faults(),
                    result.sent(),
                    result.compared().getOrDefault(Fact.Kind.ALERT, 0),
                    result.compared().getOrDefault(Fact.Kind.ESCALATION, 0),
                    result.compared().getOrDefault(Fact.Kind.REFUSAL, 0),
                    result.compared().getOrDefault(Fact.Kind.FINDING, 0),
                    result.count(Difference.Kind.MISSING),
                    result.count(Difference.Kind.TOO_MANY),
                    result.count(Difference.Kind.DIFFERENT),
                    result.took().toSeconds()));
        }
        return table.toString();
    }
}
