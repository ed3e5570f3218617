package io.riskmonitor.cli;

import io.riskmonitor.alert.AlertCommand;
import io.riskmonitor.alert.Answer;
import io.riskmonitor.alert.Pause;
import io.riskmonitor.config.DeclaredPolicy;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.policy.PolicyCheck;
import io.riskmonitor.policy.Traffic;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.wire.Published;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checking, publishing and pausing what owners declare. */
@Command(
        name = "policies",
        description = "Checks, publishes and pauses policies.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class PoliciesCommand {

    @Spec
    private CommandSpec command;

    @Command(
            description = {
                "Reports every problem at its path, or what each rule can see at the given or observed traffic,",
                "how long it takes, and its share of the false-alarm budget. A rule that cannot work is a problem."
            },
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(paramLabel = "FILE", description = "Policies in YAML or JSON.") Path file,
            @Option(
                            names = "--per-hour",
                            defaultValue = "1000",
                            paramLabel = "N",
                            description = "Interactions per hour, all of them judged by one evaluator."
                                    + " Default: ${DEFAULT-VALUE}")
                    long perHour,
            @Option(
                            names = "--groups",
                            defaultValue = "10",
                            paramLabel = "N",
                            description = "Groups in every dimension, equally large. Default: ${DEFAULT-VALUE}")
                    int groups,
            @Option(
                            names = "--events",
                            arity = "1..*",
                            paramLabel = "FILE",
                            description = "Take the traffic from these JSON lines instead, gzipped or not.")
                    @Nullable
                    List<String> events) {
        if (perHour < 1 || groups < 0) {
            throw Failure.wrongInput(
                    "--per-hour must be at least 1 and --groups at least 0, got " + perHour + " and " + groups);
        }
        List<Policy> policies = PolicyFiles.readDeclared(file).stream()
                .map(DeclaredPolicy::policy)
                .toList();
        PolicyBook book = new PolicyBook(PolicyFiles.builtIn());
        policies.forEach(book::declare);
        ObservedTraffic observed = new ObservedTraffic(book);
        if (events != null) {
            events.forEach(observed::read);
        }
        boolean works = true;
        for (Policy policy : policies) {
            works &= check(
                    policy,
                    events == null
                            ? Traffic.even(policy, perHour, groups)
                            : observed.of(policy.application())
                                    .orElseThrow(() -> Failure.wrongInput(
                                            "the events have no interaction of " + policy.application())));
        }
        return works ? ExitCode.OK : ExitCode.USAGE;
    }

    /** Prints what the rules can see; whether all of them can see anything. */
    private boolean check(Policy policy, Traffic traffic) {
        PrintWriter out = command.commandLine().getOut();
        Duration pane = MonitorConfig.Observe.DEFAULT.pane();
        out.printf(
                Locale.ROOT,
                "%s: version %s, %d rules, at most %s false alarms per %s, %.4g interactions an hour%n",
                policy.application(),
                policy.version(),
                policy.rules().size(),
                policy.falseAlarms().atMost(),
                policy.falseAlarms().per(),
                traffic.interactionsPerHour());
        Map<String, Boolean> works = new LinkedHashMap<>();
        String shown = "";
        for (PolicyCheck.Line line : PolicyCheck.of(policy, traffic, pane)) {
            Rule rule = line.rule();
            if (!shown.equals(line.path())) {
                String category = rule.basics().category() == null
                        ? ""
                        : ", " + rule.basics().category();
                out.printf("  %s (%s%s, %s)%n", rule.id(), rule.kind(), category, rule.severity());
                shown = line.path();
            }
            out.printf(
                    Locale.ROOT,
                    "    %s, %.4g an hour%s: %s%n",
                    line.subject(),
                    line.perHour(),
                    line.quiet() == null ? "" : ", at most one false alarm in " + days(line.quiet()),
                    line.outlook().text());
            works.merge(line.path(), line.outlook().works(), Boolean::logicalOr);
        }
        works.forEach((path, can) -> {
            if (!can) {
                command.commandLine().getErr().println(path + ": cannot work at this traffic");
            }
        });
        return !works.containsValue(false);
    }

    private static String days(Duration duration) {
        double days = duration.toMinutes() / (24.0 * 60);
        return String.format(Locale.ROOT, days < 10 ? "%.2g days" : "%,.0f days", days);
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

    @Command(
            description = {
                "Pauses rules until a time: they go on learning, but alert nobody.",
                "What they have open is over. After it the next breach alerts again."
            },
            mixinStandardHelpOptions = true)
    int pause(
            @Mixin ClusterOptions options,
            @Mixin AnswerOptions answer,
            @Option(names = "--application", required = true, paramLabel = "NAME", description = "Whose rules.")
                    String application,
            @Option(
                            names = "--rule",
                            paramLabel = "ID",
                            description = "Which one; repeatable. Default: all of the application.")
                    @Nullable
                    List<String> rules,
            @Option(
                            names = "--for",
                            required = true,
                            paramLabel = "DURATION",
                            description = "How long from now, for instance PT2H.")
                    Duration length) {
        if (length.isNegative() || length.isZero()) {
            throw Failure.wrongInput("--for must be longer than nothing, got " + length);
        }
        options.connect().close();
        List<Map<String, String>> of = rules == null
                ? List.of(Map.of())
                : rules.stream().map(rule -> Map.of(Pause.FIELD, rule)).toList();
        List<AlertCommand> commands = of.stream()
                .map(matchers -> pause(application, matchers, length, answer))
                .toList();
        answer.send(commands.stream().map(Published::command).toList(), options);
        commands.forEach(told -> command.commandLine()
                .getOut()
                .printf("sent %s of %s until %s%n", told.kind(), told.matchers(), told.until()));
        return ExitCode.OK;
    }

    private static AlertCommand pause(
            String application, Map<String, String> matchers, Duration length, AnswerOptions answer) {
        Answer said = answer.now();
        return new AlertCommand(
                application,
                AlertCommand.Kind.PAUSE,
                said,
                null,
                matchers,
                said.at().plus(length));
    }
}
