package io.riskmonitor.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.config.Topics;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.streams.Monitor;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** One of several instances of the monitor, in a process of its own that may be killed. */
@Command(name = "instance", hidden = true)
final class InstanceCommand implements Callable<Integer> {

    @Option(names = "--bootstrap", required = true)
    private String bootstrap;

    @Option(names = "--registry", required = true)
    private String registry;

    @Option(names = "--prefix", required = true)
    private String prefix;

    @Option(names = "--state", required = true)
    private Path state;

    @Option(names = "--standbys", required = true)
    private int standbys;

    @Option(names = "--session-timeout", required = true)
    private int sessionTimeoutMillis;

    /** Ends when its parent does, however that ends. */
    @Override
    public Integer call() throws Exception {
        MonitorConfig defaults =
                MonitorConfig.of(Map.of("bootstrap.servers", bootstrap), Map.of("schema.registry.url", registry));
        MonitorConfig config = new MonitorConfig(
                new Topics(prefix),
                defaults.kafka(),
                defaults.schemaRegistry(),
                Map.of(
                        StreamsConfig.STATE_DIR_CONFIG,
                        state.toString(),
                        StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG,
                        String.valueOf(standbys),
                        StreamsConfig.consumerPrefix("session.timeout.ms"),
                        String.valueOf(sessionTimeoutMillis)),
                defaults.observe(),
                defaults.judge(),
                defaults.http(),
                null);
        RiskMetrics metrics = new RiskMetrics(new SimpleMeterRegistry(), InstantSource.system());
        PolicyBook policies = new PolicyBook(PolicyFiles.builtIn());
        try (Monitor monitor = new Monitor(config, Feed.PARTITIONS, policies, metrics, InstantSource.system())) {
            monitor.start();
            Waiting.until(() -> monitor.state() == State.RUNNING, monitor::state);
            ChildJvm.say("running");
            ChildJvm.awaitParentsEnd();
        }
        return ExitCode.OK;
    }
}
