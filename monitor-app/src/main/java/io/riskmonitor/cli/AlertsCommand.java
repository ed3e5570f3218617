package io.riskmonitor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.riskmonitor.alert.AlertCommand;
import io.riskmonitor.alert.Answer;
import io.riskmonitor.alert.Silence;
import io.riskmonitor.wire.Published;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reading and answering alerts from a terminal. */
@Command(
        name = "alerts",
        description = "Reads and answers alerts.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AlertsCommand {

    @Spec
    private CommandSpec command;

    @Command(description = "Lists the alerts that are not over.", mixinStandardHelpOptions = true)
    int list(
            @Mixin ClusterOptions options,
            @Option(names = "--registry", required = true, paramLabel = "URL", description = "Schema registry.")
                    String registry,
            @Option(names = "--application", paramLabel = "NAME", description = "Only those of one application.")
                    @Nullable
                    String application,
            @Option(names = "--json", description = "As JSON lines.") boolean json) {
        options.connect().close();
        PrintWriter out = command.commandLine().getOut();
        current(options, registry).values().stream()
                .filter(alert -> application == null
                        || application.equals(alert.path("application").asText()))
                .forEach(alert -> out.println(json ? alert : AlertText.line(alert)));
        return ExitCode.OK;
    }

    @Command(description = "Prints alerts as they change, until Ctrl-C.", mixinStandardHelpOptions = true)
    int tail(
            @Mixin ClusterOptions options,
            @Option(names = "--registry", required = true, paramLabel = "URL", description = "Schema registry.")
                    String registry,
            @Option(names = "--from-beginning", description = "Those of before, too.") boolean fromBeginning,
            @Option(names = "--json", description = "As JSON lines.") boolean json) {
        return follow(options.topics().alerts(), options, registry, fromBeginning, json, AlertText::withProof);
    }

    private int follow(
            String topic,
            ClusterOptions options,
            String registry,
            boolean fromBeginning,
            boolean json,
            Function<ObjectNode, String> text) {
        options.connect().close();
        PrintWriter out = command.commandLine().getOut();
        try (AlertLog log = log(topic, options, registry)) {
            AlertLog positioned = fromBeginning ? log.fromBeginning() : log.fromEnd();
            while (!out.checkError()) { // until nobody reads any more
                positioned.poll().forEach(entry -> {
                    if (entry.alert() != null) {
                        out.println(json ? entry.alert() : text.apply(entry.alert()));
                    }
                });
            }
        }
        return ExitCode.OK;
    }

    @Command(description = "Says that somebody looks after alerts.", mixinStandardHelpOptions = true)
    int ack(
            @Mixin ClusterOptions options,
            @Mixin AnswerOptions answer,
            @Parameters(arity = "1..*", paramLabel = "ALERT-ID", description = "Alerts that are not over.")
                    List<String> alertIds) {
        return tell(AlertCommand.Kind.ACKNOWLEDGE, options, answer, alertIds);
    }

    @Command(
            description = {
                "Says that alerts are over.",
                "They come back only after their rule has found so, too, or if it becomes worse."
            },
            mixinStandardHelpOptions = true)
    int close(
            @Mixin ClusterOptions options,
            @Mixin AnswerOptions answer,
            @Parameters(arity = "1..*", paramLabel = "ALERT-ID", description = "Alerts that are not over.")
                    List<String> alertIds) {
        return tell(AlertCommand.Kind.CLOSE, options, answer, alertIds);
    }

    @Command(
            description = {
                "Says that alerts are serious incidents: the deadlines of their policy count from now on.",
                "Nobody but you can say what the law asks for."
            },
            mixinStandardHelpOptions = true)
    int incident(
            @Mixin ClusterOptions options,
            @Mixin AnswerOptions answer,
            @Option(
                            names = "--aware-at",
                            paramLabel = "TIME",
                            description =
                                    "When you became aware of it, for instance 2026-05-01T12:00:00Z; default: now.")
                    @Nullable
                    Instant awareAt,
            @Parameters(arity = "1..*", paramLabel = "ALERT-ID", description = "Alerts that are not over.")
                    List<String> alertIds) {
        return tell(AlertCommand.Kind.INCIDENT, options, answer, alertIds, awareAt);
    }

    @Command(
            description = "Says that a serious incident was reported to whom it had to be: its deadlines are met.",
            mixinStandardHelpOptions = true)
    int reported(
            @Mixin ClusterOptions options,
            @Mixin AnswerOptions answer,
            @Option(names = "--application", required = true, paramLabel = "NAME", description = "Whose alerts.")
                    String application,
            @Parameters(arity = "1..*", paramLabel = "ALERT-ID", description = "Alerts, which may be over.")
                    List<String> alertIds) {
        options.connect().close();
        List<AlertCommand> commands = alertIds.stream()
                .map(id -> new AlertCommand(application, AlertCommand.Kind.REPORTED, answer.now(), id, Map.of(), null))
                .toList();
        return send(commands, options, answer);
    }

    @Command(
            description = "Prints who is told of alerts and of deadlines, until Ctrl-C.",
            mixinStandardHelpOptions = true)
    int escalations(
            @Mixin ClusterOptions options,
            @Option(names = "--registry", required = true, paramLabel = "URL", description = "Schema registry.")
                    String registry,
            @Option(names = "--from-beginning", description = "Those of before, too.") boolean fromBeginning,
            @Option(names = "--json", description = "As JSON lines.") boolean json) {
        return follow(options.topics().escalations(), options, registry, fromBeginning, json, AlertText::escalation);
    }

    private int tell(AlertCommand.Kind kind, ClusterOptions options, AnswerOptions answer, List<String> alertIds) {
        return tell(kind, options, answer, alertIds, null);
    }

    private int tell(
            AlertCommand.Kind kind,
            ClusterOptions options,
            AnswerOptions answer,
            List<String> alertIds,
            @Nullable Instant awareAt) {
        options.connect().close();
        Map<String, String> applications = new HashMap<>();
        current(options, answer.registry())
                .values()
                .forEach(alert -> applications.put(
                        alert.path("alertId").asText(),
                        alert.path("application").asText()));
        List<AlertCommand> commands = new ArrayList<>();
        for (String alertId : alertIds) {
            String application = applications.get(alertId);
            if (application == null) {
                throw Failure.wrongInput("no open alert has the id " + alertId + "; alerts list shows them");
            }
            commands.add(new AlertCommand(application, kind, answer.now(), alertId, Map.of(), null, awareAt));
        }
        return send(commands, options, answer);
    }

    @Command(
            description = {
                "Suppresses alerts until a time, those that fire now and those to come.",
                "What still fires then is told again."
            },
            mixinStandardHelpOptions = true)
    int silence(
            @Mixin ClusterOptions options,
            @Mixin AnswerOptions answer,
            @Option(names = "--application", required = true, paramLabel = "NAME", description = "Whose alerts.")
                    String application,
            @Option(
                            names = "--match",
                            required = true,
                            paramLabel = "FIELD=VALUE",
                            description = "What they all have, for instance rule=canary; repeatable.")
                    Map<String, String> matchers,
            @Option(
                            names = "--for",
                            required = true,
                            paramLabel = "DURATION",
                            description = "How long from now, for instance PT2H.")
                    Duration length) {
        if (!Silence.FIELDS.containsAll(matchers.keySet())) {
            throw Failure.wrongInput("--match knows " + new TreeSet<>(Silence.FIELDS) + ", got " + matchers.keySet());
        }
        if (length.isNegative() || length.isZero()) {
            throw Failure.wrongInput("--for must be longer than nothing, got " + length);
        }
        options.connect().close();
        Answer said = answer.now();
        AlertCommand silence = new AlertCommand(
                application,
                AlertCommand.Kind.SILENCE,
                said,
                null,
                matchers,
                said.at().plus(length));
        return send(List.of(silence), options, answer);
    }

    private int send(List<AlertCommand> commands, ClusterOptions options, AnswerOptions answer) {
        answer.send(commands.stream().map(Published::command).toList(), options);
        commands.forEach(told -> command.commandLine()
                .getOut()
                .printf("sent %s of %s%n", told.kind(), told.alertId() == null ? told.matchers() : told.alertId()));
        return ExitCode.OK;
    }

    /** The alerts that are not over, by their keys. */
    private static Map<String, ObjectNode> current(ClusterOptions options, String registry) {
        Map<String, ObjectNode> current = new LinkedHashMap<>();
        try (AlertLog log =
                log(options.topics().currentAlerts(), options, registry).fromBeginning()) {
            for (AlertLog.Entry entry : log.pollToEnd()) {
                if (entry.alert() == null) {
                    current.remove(entry.key());
                } else {
                    current.put(entry.key(), entry.alert());
                }
            }
        }
        return current;
    }

    private static AlertLog log(String topic, ClusterOptions options, String registry) {
        return new AlertLog(topic, options.clientSettings(), options.registrySettings(registry));
    }
}
