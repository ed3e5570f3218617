package io.riskmonitor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Keeps the rules of Prometheus, their runbooks and the metrics in step; {@code promtool} checks what the rules do. */
class RunbooksTest {

    private static final Path RULES = Path.of("..", "deploy", "prometheus", "risk-monitor.rules.yml");
    private static final Path RULES_TEST = Path.of("..", "deploy", "prometheus", "risk-monitor.rules.test.yml");
    private static final Path RUNBOOKS = Path.of("..", "docs", "runbooks");
    private static final String PAGES = "docs/runbooks/";

    /** What looks like a metric of this program, or the beginning of one. */
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:risk|kafka_(?:streams|consumer|producer)|jvm|process)_[a-z_]*[a-z]");

    @Test
    void everyAlertSaysHowSevereItIsWhatItMeansAndWhatToDo() throws IOException {
        assertThat(alerts()).allSatisfy((name, alert) -> {
            assertThat(alert.annotations()).as(name).containsOnlyKeys("summary", "description", "runbook_url");
            assertThat(alert.annotations()).as(name).containsEntry("runbook_url", PAGES + name + ".md");
            if (alert.expression().contains("risk_alert_firing)")) {
                assertThat(alert.labels())
                        .as("it has its severity from its rule")
                        .isEmpty();
            } else {
                assertThat(alert.labels().get("severity")).as(name).isIn("NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL");
            }
        });
    }

    @Test
    void everyAlertHasAPageAndEveryPageAnAlert() throws IOException {
        assertThat(pages()).isEqualTo(new TreeSet<>(alerts().keySet()));
    }

    @Test
    void everyPageSaysWhatToLookAtWhatToDoAndWhatIsLost() throws IOException {
        for (String page : pages()) {
            assertThat(Files.readString(RUNBOOKS.resolve(page + ".md")))
                    .as(page)
                    .startsWith("# " + page + "\n")
                    .contains("\n## See what is wrong\n", "\n## What to do\n", "\n## What is lost meanwhile\n");
        }
    }

    @Test
    void theListOfPagesIsWhole() throws IOException {
        String list = Files.readString(RUNBOOKS.resolve("README.md"));
        assertThat(alerts()).allSatisfy((name, alert) -> assertThat(list)
                .contains("| [" + name + "](" + name + ".md) | "
                        + alert.labels().getOrDefault("severity", "its own") + " |"));
    }

    @Test
    void everyAlertIsTested() throws IOException {
        String tests = Files.readString(RULES_TEST);
        assertThat(alerts().keySet()).allSatisfy(name -> assertThat(tests)
                .containsPattern("alertname: " + name + "\n +eval_time: \\S+\n +exp_alerts:(?! \\[\\])"));
    }

    @Test
    void everyMetricThatIsNamedExists() throws IOException {
        Set<String> exported = new TreeSet<>(MetricsDocumentTest.exported().keySet());
        exported.addAll(ofTheJvm());
        Set<String> inRules = named(Files.readString(RULES));
        Set<String> inPages = new TreeSet<>();
        for (String page : pages()) {
            inPages.addAll(named(Files.readString(RUNBOOKS.resolve(page + ".md"))));
        }

        assertThat(inRules).contains("risk_monitor_alive", "process_start_time_seconds");
        assertThat(exported).containsAll(inRules);
        assertThat(inPages).allSatisfy(named -> assertThat(exported)
                .as(named + ", or names that begin so")
                .anyMatch(name -> (name + "_").startsWith(named + "_")));
    }

    private record Alert(String expression, Map<String, String> labels, Map<String, String> annotations) {}

    private static Map<String, Alert> alerts() throws IOException {
        Map<String, List<Map<String, Object>>> rules = new Yaml().load(Files.readString(RULES));
        return rules.get("groups").stream()
                .flatMap(group -> rulesOf(group).stream())
                .collect(Collectors.toMap(rule -> rule.get("alert").toString(), RunbooksTest::alert));
    }

    @SuppressWarnings("unchecked") // a list of rules, or the test fails
    private static List<Map<String, Object>> rulesOf(Map<String, Object> group) {
        return (List<Map<String, Object>>) group.get("rules");
    }

    @SuppressWarnings("unchecked") // texts by name, or the test fails
    private static Alert alert(Map<String, Object> rule) {
        return new Alert(rule.get("expr").toString(), (Map<String, String>) rule.getOrDefault("labels", Map.of()), (Map<
                        String, String>)
                rule.get("annotations"));
    }

    private static TreeSet<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(RUNBOOKS)) {
            return files.map(file -> file.getFileName().toString().replace(".md", ""))
                    .filter(name -> !name.equals("README"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> named(String text) {
        return METRIC.matcher(text).results().map(name -> name.group()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> ofTheJvm() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (JvmMeters meters = new JvmMeters(registry)) {
            return registry.scrape()
                    .lines()
                    .filter(line -> line.startsWith("# TYPE "))
                    .map(line -> line.split(" ")[2])
                    .collect(Collectors.toSet());
        }
    }
}
