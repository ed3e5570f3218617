package io.riskmonitor.cli;

import io.riskmonitor.alert.Answer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who answers, and why: the same options on every command that answers alerts or reviews. */
final class AnswerOptions {

    @Option(names = "--registry", required = true, paramLabel = "URL", description = "Schema registry.")
    private String registry;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who answers; default: ${DEFAULT-VALUE}.")
    private String by;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; goes with the answer to all subscribers.")
    private @Nullable String reason;

    String registry() {
        return registry;
    }

    /** Sends commands, and returns once the brokers have them. */
    void send(List<IndexedRecord> commands, ClusterOptions options) {
        try (CommandSender sender =
                new CommandSender(options.topics(), options.clientSettings(), options.registrySettings(registry))) {
            sender.send(commands);
        }
    }

    /** What is said now. */
    Answer now() {
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Answer(UUID.randomUUID().toString(), by, at, reason);
    }
}
