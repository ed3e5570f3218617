package io.riskmonitor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reading alerts from a terminal. */
@Command(
        name = "alerts",
        description = "Reads alerts from their topics.",
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
        current.values().stream()
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
        options.connect().close();
        PrintWriter out = command.commandLine().getOut();
        try (AlertLog log = log(options.topics().alerts(), options, registry)) {
            AlertLog positioned = fromBeginning ? log.fromBeginning() : log.fromEnd();
            while (!out.checkError()) { // until nobody reads any more
                positioned.poll().forEach(entry -> {
                    if (entry.alert() != null) {
                        out.println(json ? entry.alert() : AlertText.withProof(entry.alert()));
                    }
                });
            }
        }
        return ExitCode.OK;
    }

    private static AlertLog log(String topic, ClusterOptions options, String registry) {
        return new AlertLog(topic, options.clientSettings(), options.registrySettings(registry));
    }
}
