package io.riskmonitor.metrics;

import static io.riskmonitor.interaction.RiskCategory.HALLUCINATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.alert.AlertStatus;
import io.riskmonitor.health.Health;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.pane.WindowRing.Window;
import io.riskmonitor.rule.RiskBand;
import io.riskmonitor.segment.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/metrics.md} and the code in step. */
class MetricsDocumentTest {

    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\|([^|]*)\\|[^|]+\\|");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    @Test
    void theDocumentListsEveryMetricWithItsTypeAndLabels() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "metrics.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(
                        row.group(1), row.group(2) + " " + labels(row.group(3).replaceAll("`(\\w+)`", "$1=\"")));
            }
        }

        assertThat(documented).isEqualTo(exported());
    }

    /** Name of every metric of ours to its type and labels. */
    static Map<String, String> exported() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        RiskMetrics metrics = new RiskMetrics(registry, () -> Instant.EPOCH);
        metrics.interaction("a");
        metrics.judged("a", HALLUCINATION, "e", Outcome.PASS);
        metrics.refusalCircuitClosed("t");
        metrics.late("a");
        metrics.duplicate("a");
        metrics.correction("a");
        metrics.groupOverflow("a", "d");
        metrics.unknownSymbol("f");
        metrics.goldFailure("a", "c");
        metrics.goldUngraded("a", UngradedReason.NO_ANSWER);
        RiskMetrics.Owned task = metrics.newOwner();
        task.failureRatio("a", HALLUCINATION, "e", Window.ONE_HOUR, 0);
        task.coverageRatio("a", HALLUCINATION, "e", 0);
        task.gold("a", 1, 0);
        task.risk("a", HALLUCINATION, "e", 0, RiskBand.LOW);
        AlertKey key = new AlertKey("a", "r", "e", HALLUCINATION, new Group("d", "g"));
        task.reviews(List.of(new RiskMetrics.OpenReview("a", HALLUCINATION, Duration.ofHours(1), true)));
        task.alert("i", key, AlertStatus.FIRING, false, Severity.HIGH, "k", "o");
        task.climb(key, 1);
        task.eventTime(RiskMetrics.Stage.OBSERVE, 0, 0);
        new KafkaStreamsMeters(Map::of).bindTo(registry);
        Health health = new Health(List.of(), List.of(), false, Duration.ZERO, Duration.ZERO, 0);
        new HealthMeters(() -> health, Optional::empty).bindTo(registry);

        Map<String, String> types = new TreeMap<>();
        String scrape = registry.scrape();
        Matcher type = TYPE.matcher(scrape);
        while (type.find()) {
            String name = type.group(1);
            String sample = scrape.lines()
                    .filter(line -> line.startsWith(name))
                    .findFirst()
                    .orElseThrow();
            types.put(name, type.group(2) + " " + labels(sample));
        }
        return types;
    }

    private static TreeSet<String> labels(String text) {
        TreeSet<String> labels = new TreeSet<>();
        Matcher label = LABEL.matcher(text);
        while (label.find()) {
            labels.add(label.group(1));
        }
        labels.remove("le"); // every histogram has it
        return labels;
    }
}
