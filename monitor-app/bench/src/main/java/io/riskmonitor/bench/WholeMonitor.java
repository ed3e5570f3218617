package io.riskmonitor.bench;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.streams.Monitor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;

/** The monitor with all that it does and its default settings, from reading events to publishing alerts. */
final class WholeMonitor implements Contender.Pass {

    private static final String JUDGED = "risk_judged_total";
    private static final Duration GAUGES_WITHIN = Duration.ofSeconds(20);

    private final MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Override
    public Contender.Result run(Course course) throws InterruptedException {
        RiskMetrics metrics = new RiskMetrics(meters, InstantSource.system());
        PolicyBook policies = new PolicyBook(PolicyFiles.builtIn());
        try (Monitor monitor =
                new Monitor(config(course), Feed.PARTITIONS, policies, metrics, InstantSource.system())) {
            monitor.start();
            Waiting.until(() -> count("risk_interactions_total") > 0, monitor::state);
            Effort.Stopwatch stopwatch = Effort.Stopwatch.start(course.brokerPid());
            Instant end = course.workload().end();
            Waiting.until(
                    () -> monitor.progress()
                            .reached()
                            .filter(reached -> !reached.isBefore(end))
                            .isPresent(),
                    monitor::state);
            Effort effort = stopwatch.stop();
            requireNothingLost(course.workload());
            Totals counted = new Totals(count(JUDGED), count(JUDGED, "outcome", "FAIL"));
            requireJudgesAgree(counted, monitor);
            return new Contender.Result(effort, counted);
        }
    }

    private static MonitorConfig config(Course course) {
        Map<String, String> streams = Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                course.name(),
                StreamsConfig.STATE_DIR_CONFIG,
                course.state().toString());
        MonitorConfig defaults = MonitorConfig.of(course.kafka(), course.schemaRegistry());
        return new MonitorConfig(
                course.topics(),
                defaults.kafka(),
                defaults.schemaRegistry(),
                streams,
                defaults.observe(),
                defaults.judge(),
                defaults.http(),
                null);
    }

    private void requireNothingLost(Workload workload) {
        long missing = workload.interactions() + Feed.PARTITIONS - count("risk_interactions_total");
        long refused = count("risk_refusals_total");
        long late = count("risk_late_total");
        long repeated = count("risk_duplicates_total");
        if (missing != 0 || refused != 0 || late != 0 || repeated != 0) {
            throw new BenchFailure("The monitor missed %d interactions, refused %d, found %d late and %d repeated."
                    .formatted(missing, refused, late, repeated));
        }
    }

    /**
     * The counters say what was observed. What the judges made of it is in the gauges: the failure ratio of a series over
     * thirty days, times its trials, must be its failures.
     */
    private void requireJudgesAgree(Totals counted, Monitor monitor) throws InterruptedException {
        Instant deadline = Instant.now().plus(GAUGES_WITHIN);
        while (Math.abs(judgedFailures() - counted.failures()) > 1e-3) {
            if (Instant.now().isAfter(deadline)) {
                throw new BenchFailure("The monitor counted %d failures, its judges %.3f; it is %s."
                        .formatted(counted.failures(), judgedFailures(), monitor.state()));
            }
            Thread.sleep(50);
        }
    }

    private double judgedFailures() {
        double failures = 0;
        for (Gauge ratio :
                meters.find("risk_failure_ratio").tag("window", "30d").gauges()) {
            long trials = 0;
            for (Counter counter : meters.find(JUDGED).counters()) {
                if (sameSeries(counter.getId(), ratio.getId())) {
                    trials += (long) counter.count();
                }
            }
            failures += ratio.value() * trials;
        }
        return failures;
    }

    private static boolean sameSeries(Meter.Id one, Meter.Id other) {
        return String.valueOf(one.getTag("application")).equals(other.getTag("application"))
                && String.valueOf(one.getTag("category")).equals(other.getTag("category"))
                && String.valueOf(one.getTag("evaluator")).equals(other.getTag("evaluator"));
    }

    private long count(String name, String... tags) {
        return (long) meters.find(name).tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
