package io.riskmonitor.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.config.Topics;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.streams.Monitor;
import io.riskmonitor.wire.PolicyFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether memory and state stay as they are once retention is over, while everything else changes. */
@Command(
        name = "soak",
        description =
                "Lets months of event time pass through the monitor, and fails if memory or state still grow then.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class SoakCommand implements Callable<Integer> {

    /** 31 days unseen, looked for every seven; and four in which what was deleted is compacted. */
    private static final int RETENTION_DAYS = 31 + 7 + 4;

    private static final Instant START = Instant.parse("2021-01-01T00:00:00Z");

    /** Until then there are events, which must not come from the future. */
    private static final int MOST_DAYS = 1_500;

    private static final int DAYS_A_SAMPLE = 4;

    private static final double MB = 1 << 20;

    @Spec
    private CommandSpec command;

    @Option(names = "--minutes", defaultValue = "10", description = "Stops after so many minutes by the clock.")
    private int minutes;

    @Option(names = "--per-day", defaultValue = "500", description = "Interactions per day of event time.")
    private int perDay;

    @Option(names = "--seed", defaultValue = "1", description = "Other events for another number.")
    private long seed;

    @Option(names = "--write", description = "Write the result into docs/state.md.")
    private boolean write;

    @Override
    public Integer call() throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(minutes));
        Path directory = Files.createTempDirectory("risk-monitor-soak-");
        try (ChildJvm broker = ChildJvm.start(List.of("-Xmx512m"), List.of("serve", directory.toString()))) {
            String[] addresses = broker.await(deadline).split(" ");
            SoakReport report = soak(addresses[0], addresses[1], directory.resolve("state"), deadline);
            String markdown = report.markdown(Machine.here());
            command.commandLine().getOut().println(markdown);
            if (write) {
                GeneratedSection.of(Machine.root().resolve("docs/state.md"), "soak")
                        .write(markdown);
            }
            return report.grown().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        } finally {
            Utils.delete(directory.toFile());
        }
    }

    private SoakReport soak(String bootstrap, String registry, Path state, Instant deadline) throws Exception {
        Feed feed = new Feed(bootstrap, registry, Topics.DEFAULT);
        feed.createTopics();
        SoakTraffic traffic = new SoakTraffic(seed, START, perDay);
        List<SoakReport.Sample> samples = new ArrayList<>();
        SortedMap<String, Long> halfway = new TreeMap<>();
        Instant begin = Instant.now();
        MonitorConfig config = config(bootstrap, registry, state);
        RiskMetrics metrics = new RiskMetrics(new SimpleMeterRegistry(), InstantSource.system());
        PolicyBook policies = new PolicyBook(PolicyFiles.builtIn());
        Changelogs changelogs = new Changelogs(bootstrap, "risk-monitor");
        try (Producer<String, Object> producer = feed.producer();
                Monitor monitor = new Monitor(config, Feed.PARTITIONS, policies, metrics, InstantSource.system())) {
            producer.send(policy());
            monitor.start();
            for (int day = DAYS_A_SAMPLE; day < MOST_DAYS && Instant.now().isBefore(deadline); day += DAYS_A_SAMPLE) {
                for (int each = day - DAYS_A_SAMPLE; each < day; each++) {
                    traffic.day(each).forEach(event -> producer.send(feed.record(event, null)));
                }
                producer.flush();
                // the last events of a partition are from the last hours of the last day
                Instant judged = START.plus(Duration.ofDays(day)).minus(Duration.ofHours(4));
                Waiting.until(
                        () -> Instant.now().isAfter(deadline.plusSeconds(60))
                                || monitor.progress()
                                        .reached()
                                        .filter(reached -> reached.isAfter(judged))
                                        .isPresent(),
                        monitor::state);
                samples.add(sample(day, state, monitor));
                if (halfway.isEmpty() && isHalfOver(day, begin, deadline)) {
                    halfway.putAll(changelogs.entries());
                }
                command.commandLine().getErr().println("soak: " + samples.get(samples.size() - 1));
            }
        }
        return new SoakReport(perDay, seed, minutes, RETENTION_DAYS, samples, halfway, changelogs.entries());
    }

    /** Whether half of the days after retention have passed, if the rest takes as long as those before. */
    private static boolean isHalfOver(int day, Instant begin, Instant deadline) {
        double passed = Duration.between(begin, Instant.now()).toMillis();
        double days = day * Duration.between(begin, deadline).toMillis() / passed;
        return day > RETENTION_DAYS && day >= RETENTION_DAYS + (days - RETENTION_DAYS) / 2;
    }

    private static SoakReport.Sample sample(int day, Path state, Monitor monitor) throws IOException {
        System.gc();
        double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MB;
        return new SoakReport.Sample(day, resident() / MB, heap, rocksDb(monitor) / MB, size(state) / MB);
    }

    /** All stores share one cache, so each of them says what it takes in all. */
    private static double rocksDb(Monitor monitor) {
        return monitor.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("block-cache-usage"))
                .mapToDouble(metric -> ((Number) metric.getValue().metricValue()).doubleValue())
                .max()
                .orElse(Double.NaN);
    }

    private static double resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024.0;
            }
        }
        return Double.NaN;
    }

    private static double size(Path directory) throws IOException {
        double bytes = 0;
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                try {
                    bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
                } catch (NoSuchFileException gone) {
                    // RocksDB deletes what it has compacted
                }
            }
        } catch (UncheckedIOException gone) {
            return Double.NaN;
        }
        return bytes;
    }

    private static ProducerRecord<String, Object> policy() throws IOException {
        try (InputStream in = Objects.requireNonNull(SoakCommand.class.getResourceAsStream("/soak-policy.yaml"))) {
            Map<?, ?> tree = new Yaml().load(in);
            return new ProducerRecord<>(
                    Topics.DEFAULT.policies(), String.valueOf(tree.get("application")), PolicyFormat.avro(tree));
        }
    }

    private static MonitorConfig config(String bootstrap, String registry, Path state) {
        MonitorConfig defaults =
                MonitorConfig.of(Map.of("bootstrap.servers", bootstrap), Map.of("schema.registry.url", registry));
        return defaults.withStreams(Map.of(
                        StreamsConfig.STATE_DIR_CONFIG,
                        state.toString(),
                        // a busy machine is slow, not broken
                        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                        "120000"))
                // sent is sent: with little traffic a partition may have nothing in the last hours of a step
                .withObserve(defaults.observe().withIdleAfter(Duration.ofSeconds(2)));
    }
}
