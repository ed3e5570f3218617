package io.riskmonitor.cli;

import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.MonitorConfigs;
import io.riskmonitor.config.PolicyFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.TopicDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** The service against a real cluster. */
@Command(
        name = "run",
        description = "Runs the monitor against a Kafka cluster and a schema registry.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "Settings, in YAML.")
    private Path file;

    @Override
    public Integer call() {
        MonitorConfig config = MonitorConfigs.read(file);
        var policies = config.policies() == null ? null : PolicyFiles.readDeclared(config.policies());
        try (Shutdown shutdown = new Shutdown();
                Service service = new Service(config)) {
            int partitions = inputPartitions(config);
            Registry.requireAccess(config.schemaRegistry(), config.topics().interactions() + "-value");
            if (policies != null) {
                PolicyPublisher.publishBeforeStart(policies, config.topics(), config.kafka(), config.schemaRegistry());
            }
            service.start(partitions);
            LOG.info("Serving HTTP, port={}", service.port());
            try {
                service.awaitEnd();
            } catch (InterruptedException e) {
                LOG.info("Stopping"); // what is closed from here on may take its time
            }
            return service.hasFailed() ? ExitCode.SOFTWARE : ExitCode.OK;
        }
    }

    /** Fails with a sentence if the brokers do not answer or the topics are not as they must be. */
    private static int inputPartitions(MonitorConfig config) {
        String bootstrap = config.kafka().getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "");
        TopicPlan plan = new TopicPlan(config.topics());
        try (Cluster cluster = Cluster.connect(bootstrap, config.kafka())) {
            Map<String, TopicDescription> existing = cluster.topics(plan.needed());
            List<String> missing = plan.needed().stream()
                    .filter(name -> !existing.containsKey(name))
                    .toList();
            if (!missing.isEmpty()) {
                throw Failure.failed("topics are missing at " + bootstrap + ": " + String.join(", ", missing)
                        + "; create them with: " + plan.createCommand(bootstrap));
            }
            Map<String, Integer> inputs = TopicsCommand.inputs(plan, existing);
            TopicsCommand.inequality(inputs).ifPresent(problem -> {
                throw Failure.failed(problem);
            });
            return inputs.values().iterator().next();
        }
    }
}
