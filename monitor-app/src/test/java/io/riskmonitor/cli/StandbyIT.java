package io.riskmonitor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.streams.Monitor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two instances, each of which follows what the other one stores. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class StandbyIT {

    private static final int INCIDENT = 60;
    private static final int RECOVERY = 90;
    private static final int END = 420;

    @TempDir
    private static Path directory;

    private static Playground playground;

    @BeforeAll
    static void start() {
        playground = new Playground(directory);
    }

    @AfterAll
    static void stop() {
        playground.close();
    }

    private static MonitorConfig withStandbys(MonitorConfig world) {
        Map<String, String> streams = new HashMap<>(world.streams());
        streams.put("num.standby.replicas", "1");
        return world.withStreams(Map.copyOf(streams));
    }

    private static Monitor monitor(MonitorConfig config) {
        RiskMetrics metrics = new RiskMetrics(new SimpleMeterRegistry(), InstantSource.system());
        PolicyBook policies = new PolicyBook(PolicyFiles.builtIn());
        Monitor monitor = new Monitor(config, Playground.PARTITIONS, policies, metrics, InstantSource.system());
        monitor.start();
        return monitor;
    }

    /** Of all threads of an instance. */
    private static double sum(Monitor monitor, String group, String metric) {
        return monitor.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().group().equals(group)
                        && entry.getKey().name().equals(metric))
                .mapToDouble(entry -> ((Number) entry.getValue().metricValue()).doubleValue())
                .filter(value -> !Double.isNaN(value))
                .sum();
    }

    private static double standbyTasks(Monitor monitor) {
        return sum(monitor, "stream-state-updater-metrics", "standby-updating-tasks");
    }

    @Test
    void aStandbyThatTakesOverGoesOnWhereTheOtherStopped() throws Exception {
        MonitorConfig alone = playground.world("alone");
        playground.publish(alone, Traffic.seconds(0, END, INCIDENT, RECOVERY));
        try (RunningMonitor monitor = new RunningMonitor(alone).start()) {
            monitor.awaitJudged();
        }
        List<String> undisturbed = playground.transitions(alone);
        assertThat(undisturbed).hasSizeGreaterThan(3);

        MonitorConfig first = withStandbys(playground.world("standby"));
        MonitorConfig second = playground.onAnotherMachine(first);
        playground.publish(first, Traffic.seconds(0, RECOVERY, INCIDENT, RECOVERY));
        Monitor promoted;
        try (Monitor leaving = monitor(first)) {
            await().atMost(Playground.PATIENCE).until(() -> leaving.state() == State.RUNNING);
            promoted = monitor(second);
            await("both follow each other")
                    .atMost(Playground.PATIENCE)
                    .until(() -> standbyTasks(leaving) > 0 && standbyTasks(promoted) > 0);
            await("the alert fires").atMost(Playground.PATIENCE).until(() -> playground.transitions(first).stream()
                    .anyMatch(line -> line.contains(" FIRING ")));
        }
        try (promoted) {
            playground.publish(first, Traffic.seconds(RECOVERY, END, INCIDENT, RECOVERY));
            new ReplayEnd(second, promoted).await();
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(playground.transitions(first))
                    .containsExactlyElementsOf(undisturbed));
        }
    }

    @Test
    void changelogsForgetAsTheirStoresDo() throws Exception {
        MonitorConfig world = playground.world("changelogs");
        try (Monitor monitor = monitor(world);
                Admin admin = Admin.create(Map.of("bootstrap.servers", playground.bootstrap()))) {
            await().atMost(Playground.PATIENCE).until(() -> monitor.state() == State.RUNNING);
            String application = world.topics().prefix() + "risk-monitor-";
            Map<String, Config> configs = new TreeMap<>();
            List<ConfigResource> changelogs = admin.listTopics().names().get().stream()
                    .filter(topic -> topic.startsWith(application) && topic.endsWith("-changelog"))
                    .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                    .toList();
            admin.describeConfigs(changelogs)
                    .all()
                    .get()
                    .forEach((topic, config) -> configs.put(
                            topic.name().substring(application.length()).replace("-changelog", ""), config));

            assertThat(configs).containsKeys("cells", "rules", "groups", "contexts", "conversations");
            configs.forEach((store, config) -> {
                Duration horizon =
                        switch (store) {
                            case "contexts" -> world.observe().verdictHorizon();
                            case "conversations" -> world.observe().conversationHorizon();
                            default -> null;
                        };
                if (horizon == null) {
                    assertThat(value(config, "cleanup.policy")).as(store).isEqualTo("compact");
                } else {
                    Duration retention = horizon.multipliedBy(2).plusDays(1);
                    assertThat(value(config, "cleanup.policy").split(","))
                            .as(store)
                            .contains("compact", "delete");
                    assertThat(value(config, "retention.ms")).as(store).isEqualTo(String.valueOf(retention.toMillis()));
                    assertThat(value(config, "message.timestamp.type"))
                            .as(store)
                            .isEqualTo("LogAppendTime");
                }
            });
        }
    }

    private static String value(Config config, String name) {
        return config.get(name).value();
    }
}
