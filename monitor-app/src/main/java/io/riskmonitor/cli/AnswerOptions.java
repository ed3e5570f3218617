package io.riskmonitor.cli;

import io.riskmonitor.schema.Command;
import io.riskmonitor.schema.CommandKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who answers, and why: the same options on every command that answers alerts. */
final class AnswerOptions {

    @Option(names = "--registry", required = true, paramLabel = "URL", description = "Schema registry.")
    private String registry;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who answers; default: ${DEFAULT-VALUE}.")
    private String by;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; goes with the alert to all subscribers.")
    private @Nullable String reason;

    String registry() {
        return registry;
    }

    /** A command that is given now. */
    Command.Builder command(CommandKind kind, String application) {
        return Command.newBuilder()
                .setCommandId(UUID.randomUUID().toString())
                .setApplication(application)
                .setKind(kind)
                .setAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setBy(by)
                .setReason(reason);
    }
}
