package io.riskmonitor.cli;

import io.riskmonitor.alert.Answer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
    void send(List<ProducerRecord<String, Object>> commands, ClusterOptions options) {
        List<Future<?>> sent = new ArrayList<>();
        try (Producer<String, Object> producer =
                AvroProducer.connect(options.clientSettings(), options.registrySettings(registry))) {
            commands.forEach(command -> sent.add(producer.send(command)));
            producer.flush();
            for (Future<?> acknowledgement : sent) {
                acknowledgement.get();
            }
        } catch (ExecutionException e) {
            throw Failure.failed("cannot send the command", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("interrupted while sending the command");
        }
    }

    /** What is said now. */
    Answer now() {
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Answer(UUID.randomUUID().toString(), by, at, reason);
    }
}
