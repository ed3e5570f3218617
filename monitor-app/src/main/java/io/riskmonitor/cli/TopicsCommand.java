package io.riskmonitor.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Creates the topics of the contract, and says how those that exist differ from it. */
@Command(
        name = "topics",
        description = "Create or describe the topics that the monitor needs.",
        mixinStandardHelpOptions = true)
final class TopicsCommand {

    @Spec
    private CommandSpec command;

    @Command(
            description = {
                "Create the topics that are missing; existing ones are left alone.",
                "Fails if the two input topics have different numbers of partitions."
            },
            mixinStandardHelpOptions = true)
    int create(
            @Mixin ClusterOptions options,
            @Option(
                            names = "--partitions",
                            defaultValue = "12",
                            paramLabel = "N",
                            description = "Of topics with much traffic: the most threads that can share the work."
                                    + " Default: ${DEFAULT-VALUE}")
                    int partitions,
            @Option(
                            names = "--replication",
                            defaultValue = "-1",
                            paramLabel = "N",
                            description = "Copies of each partition; 3 in production. Default: the broker's default")
                    short replication,
            @Option(
                            names = "--retention",
                            defaultValue = "P7D",
                            converter = Retention.class,
                            paramLabel = "DURATION",
                            description = "How long events are kept, such as P7D, or forever. Kafka deletes by the time"
                                    + " of the event, so a replay of history needs forever. Default: ${DEFAULT-VALUE}")
                    Duration retention) {
        require(partitions > 0, "--partitions must be positive, got " + partitions);
        require(replication > 0 || replication == -1, "--replication must be positive, got " + replication);
        PrintWriter out = command.commandLine().getOut();
        TopicPlan plan = new TopicPlan(options.topics());
        try (Cluster cluster = options.connect()) {
            Map<String, TopicDescription> existing = cluster.topics(plan.all());
            Map<String, Config> settings = cluster.settings(existing.keySet());
            // an input that is there already decides: a verdict has to lie on the partition of its interaction
            Map<String, Integer> inputs = inputs(plan, existing);
            int wanted = inputs.values().stream().findFirst().orElse(partitions);
            for (PlannedTopic topic : plan.topics()) {
                TopicDescription description = existing.get(topic.name());
                if (description != null) {
                    out.printf("exists   %-24s partitions: %d%n", topic.name(), partitions(description));
                    printDifferences(topic, settings, out);
                } else {
                    NewTopic missing = topic.create(wanted, replication, retention);
                    String what = cluster.create(missing) ? "created" : "exists";
                    out.printf("%-8s %-24s partitions: %d%n", what, topic.name(), missing.numPartitions());
                }
            }
            return exitCode(inequality(inputs));
        }
    }

    @Command(
            description = {
                "Show the topics that the monitor needs, and what is wrong with them.",
                "Fails if one is missing, or if the two input topics have different numbers of partitions.",
                "With --acls it asks no broker and prints who needs which rights instead."
            },
            mixinStandardHelpOptions = true)
    int describe(@Mixin ClusterOptions options, @ArgGroup(exclusive = false) @Nullable AccessOptions access) {
        PrintWriter out = command.commandLine().getOut();
        if (access != null) {
            access.print(options, out);
            return ExitCode.OK;
        }
        TopicPlan plan = new TopicPlan(options.topics());
        try (Cluster cluster = options.connect()) {
            Map<String, TopicDescription> existing = cluster.topics(plan.all());
            Map<String, Config> settings = cluster.settings(existing.keySet());
            out.printf("%-24s %10s %8s  %-8s %s%n", "TOPIC", "PARTITIONS", "REPLICAS", "CLEANUP", "RETENTION");
            for (PlannedTopic topic : plan.topics()) {
                TopicDescription description = existing.get(topic.name());
                Config config = settings.get(topic.name());
                if (description == null || config == null) {
                    out.printf("%-24s is missing; topics create creates it%n", topic.name());
                    continue;
                }
                out.printf(
                        "%-24s %10d %8d  %-8s %s%n",
                        topic.name(),
                        partitions(description),
                        description.partitions().get(0).replicas().size(),
                        PlannedTopic.value(config, TopicConfig.CLEANUP_POLICY_CONFIG),
                        PlannedTopic.retention(config)
                                .map(TopicsCommand::inWords)
                                .orElse("forever"));
                printDifferences(topic, settings, out);
            }
            int unequal = exitCode(inequality(inputs(plan, existing)));
            return existing.size() < plan.topics().size() ? ExitCode.SOFTWARE : unequal;
        }
    }

    private static void printDifferences(PlannedTopic topic, Map<String, Config> settings, PrintWriter out) {
        Config config = settings.get(topic.name());
        if (config != null) {
            topic.differences(config).forEach(difference -> out.println("         but its " + difference));
        }
    }

    /** The input topics that exist, and how many partitions each has. */
    static Map<String, Integer> inputs(TopicPlan plan, Map<String, TopicDescription> existing) {
        return existing.values().stream()
                .filter(topic -> plan.inputs().contains(topic.name()))
                .collect(Collectors.toMap(TopicDescription::name, TopicsCommand::partitions));
    }

    /** What is wrong with the partitions of the inputs, if anything. */
    static Optional<String> inequality(Map<String, Integer> inputs) {
        return Set.copyOf(inputs.values()).size() < 2
                ? Optional.empty()
                : Optional.of("the input topics need the same number of partitions, or verdicts do not find their"
                        + " interactions, but it is " + new TreeMap<>(inputs)
                        + "; add partitions to the smaller one with kafka-topics --alter");
    }

    private int exitCode(Optional<String> problem) {
        problem.ifPresent(command.commandLine().getErr()::println);
        return problem.isPresent() ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private static int partitions(TopicDescription topic) {
        return topic.partitions().size();
    }

    private static String inWords(Duration retention) {
        Duration days = Duration.ofDays(retention.toDays());
        return retention.equals(days) ? "P" + days.toDays() + "D" : retention.toString();
    }

    private static void require(boolean valid, String otherwise) {
        if (!valid) {
            throw Failure.wrongInput(otherwise);
        }
    }

    /** An ISO-8601 duration, or "forever". */
    static final class Retention implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            if (text.equals("forever")) {
                return PlannedTopic.FOREVER;
            }
            try {
                Duration retention = Duration.parse(text);
                if (!retention.isNegative() && !retention.isZero()) {
                    return retention;
                }
            } catch (DateTimeParseException e) {
                // said below
            }
            throw new TypeConversionException("'" + text + "' is not a duration such as P7D or PT12H, nor forever");
        }
    }
}
