package io.riskmonitor.cli;

import io.riskmonitor.config.DeclaredPolicy;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.policy.DeclaredRule;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.rule.Rule;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checking and publishing what owners declare. */
@Command(
        name = "policies",
        description = "Checks and publishes policies.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class PoliciesCommand {

    @Spec
    private CommandSpec command;

    @Command(
            description = {
                "Reports every problem at its path, or what each rule can detect.",
                "The budget is shown as if every rule had one evaluator and the given number of groups."
            },
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(paramLabel = "FILE", description = "Policies in YAML or JSON.") Path file,
            @Option(
                            names = "--per-hour",
                            defaultValue = "1000",
                            paramLabel = "N",
                            description = "Judged interactions per hour, to say what is detected within one."
                                    + " Default: ${DEFAULT-VALUE}")
                    long perHour,
            @Option(
                            names = "--groups",
                            defaultValue = "10",
                            paramLabel = "N",
                            description = "Groups over all dimensions. Default: ${DEFAULT-VALUE}")
                    int groups) {
        PrintWriter out = command.commandLine().getOut();
        Duration pane = MonitorConfig.Observe.DEFAULT.pane();
        for (DeclaredPolicy declared : PolicyFiles.readDeclared(file)) {
            Policy policy = declared.policy();
            out.printf(
                    Locale.ROOT,
                    "%s: version %s, %d rules, at most %s false alarms per %s%n",
                    policy.application(),
                    policy.version(),
                    policy.rules().size(),
                    policy.falseAlarms().atMost(),
                    policy.falseAlarms().per());
            for (DeclaredRule rule : policy.rules()) {
                double threshold = policy.falseAlarms()
                        .parentThreshold(pane, policy.rules().size(), groups > 0);
                out.printf("  %s%n", describe(rule.rule(), perHour, threshold));
            }
        }
        return ExitCode.OK;
    }

    private static String describe(Rule rule, long perHour, double threshold) {
        return String.format(
                Locale.ROOT,
                "%s (%s%s, %s): %s; ln threshold %.1f",
                rule.id(),
                rule.kind(),
                rule.basics().category() == null ? "" : ", " + rule.basics().category(),
                rule.severity(),
                rule.outlook(perHour, threshold),
                Math.log(threshold));
    }

    @Command(description = "Publishes policies; a running monitor takes them over.", mixinStandardHelpOptions = true)
    int apply(
            @Mixin ClusterOptions options,
            @Option(names = "--registry", required = true, paramLabel = "URL", description = "Schema registry.")
                    String registry,
            @Parameters(paramLabel = "FILE", description = "Policies in YAML or JSON.") Path file) {
        List<DeclaredPolicy> policies = PolicyFiles.readDeclared(file);
        options.connect().close();
        Registry.requireAnswer(registry, options.properties(), options.topics().policies() + "-value");
        try {
            PolicyPublisher.publish(
                    policies, options.topics(), options.clientSettings(), options.registrySettings(registry));
        } catch (KafkaException e) {
            throw Failure.failed("cannot publish the policies", e);
        }
        for (DeclaredPolicy policy : policies) {
            command.commandLine()
                    .getOut()
                    .printf(
                            "applied %s, version %s%n",
                            policy.policy().application(), policy.policy().version());
        }
        return ExitCode.OK;
    }
}
