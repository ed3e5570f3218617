package io.riskmonitor.cli;

import io.riskmonitor.config.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends what people say to the topic of commands, whether from a terminal or over HTTP. */
final class CommandSender implements AutoCloseable {

    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final String topic;
    private final Producer<String, Object> producer;

    /**
     * @param kafka settings of the client, with {@code bootstrap.servers}
     * @param registry settings of the registry client, with {@code schema.registry.url}
     */
    CommandSender(Topics topics, Map<String, String> kafka, Map<String, String> registry) {
        this.topic = topics.commands();
        this.producer = AvroProducer.connect(kafka, registry);
    }

    /** Done when the brokers have it. */
    Future<?> send(String application, IndexedRecord command) {
        return producer.send(new ProducerRecord<>(topic, application, command));
    }

    /** Returns when the brokers have all of them. */
    void send(List<IndexedRecord> commands) {
        try {
            List<Future<?>> sent = new ArrayList<>();
            commands.forEach(command -> sent.add(send(applicationOf(command), command)));
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

    private static String applicationOf(IndexedRecord command) {
        return String.valueOf(
                command.get(command.getSchema().getField("application").pos()));
    }

    @Override
    public void close() {
        producer.close(FAREWELL);
    }
}
