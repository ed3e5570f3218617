package io.riskmonitor.cli;

import io.riskmonitor.config.Topics;
import io.riskmonitor.wire.JsonLine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Sends lines, reports those that cannot be sent, and counts both. */
final class Publication {

    /** Bad lines of one file that are reported in full: enough to see what is wrong with all of them. */
    static final int MAX_REPORTED = 100;

    /** Brokers refuse records from further ahead, by default from an hour; the payload keeps its time. */
    private static final Duration AHEAD = Duration.ofMinutes(30);

    private final Producer<String, Object> producer;
    private final Topics topics;
    private final Clock clock;
    private final Consumer<String> report;

    // the producer acknowledges on its own thread
    private final AtomicLong interactions = new AtomicLong();
    private final AtomicLong verdicts = new AtomicLong();
    private final AtomicLong goldCases = new AtomicLong();
    private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
    private long files;
    private long refused;
    private Instant oldest = Instant.MAX;

    Publication(Producer<String, Object> producer, Topics topics, Clock clock, Consumer<String> report) {
        this.producer = producer;
        this.topics = topics;
        this.clock = clock;
        this.report = report;
    }

    /**
     * Sends one file.
     *
     * @param strict stop at the first bad line
     * @return false if it stopped
     */
    boolean publish(String file, Iterator<JsonLine> lines, boolean strict) {
        files++;
        long refusedHere = 0;
        while (lines.hasNext()) {
            JsonLine line = lines.next();
            if (line instanceof JsonLine.Event event) {
                send(event);
            } else if (line instanceof JsonLine.Gold gold) {
                send(gold);
            } else if (line instanceof JsonLine.Problem problem) {
                refused++;
                refusedHere++;
                if (refusedHere <= MAX_REPORTED) {
                    report.accept(file + ":" + problem.line() + ": " + problem.reason());
                }
                if (strict) {
                    return false;
                }
            }
        }
        if (refusedHere > MAX_REPORTED) {
            report.accept(file + ": " + (refusedHere - MAX_REPORTED) + " more lines refused");
        }
        return true;
    }

    /** Waits until everything is acknowledged. */
    void finish() {
        producer.flush();
        throwIfFailed();
    }

    long refused() {
        return refused;
    }

    /** Whether Kafka deletes some of what was sent before long: it goes by the time of the event. */
    boolean outlives(Duration retention) {
        return oldest.isBefore(clock.instant().minus(retention));
    }

    String summary(Duration taken) {
        return String.format(
                Locale.ROOT,
                "published %d interactions and %d verdicts%s from %d files in %.1f s, %d lines refused",
                interactions.get(),
                verdicts.get(),
                goldCases.get() == 0 ? "" : ", and " + goldCases.get() + " gold cases,",
                files,
                taken.toMillis() / 1000.0,
                refused);
    }

    /** Sends one event; {@link #finish} waits for it. */
    void send(JsonLine.Event event) {
        throwIfFailed();
        oldest = event.time().isBefore(oldest) ? event.time() : oldest;
        boolean isInteraction = event.kind() == JsonLine.Kind.INTERACTION;
        String topic = isInteraction ? topics.interactions() : topics.verdicts();
        send(
                new ProducerRecord<>(topic, null, timestamp(event.time()), event.key(), event.value()),
                isInteraction ? interactions : verdicts);
    }

    /** Also to where instances look when they start, so that the first event already finds it; see {@link PolicyPublisher}. */
    private void send(JsonLine.Gold gold) {
        throwIfFailed();
        send(new ProducerRecord<>(topics.gold(), gold.caseId(), gold.value()), goldCases);
        send(new ProducerRecord<>(topics.acceptedGold(), gold.caseId(), gold.value()), new AtomicLong());
    }

    private void send(ProducerRecord<String, Object> record, AtomicLong acknowledged) {
        try {
            producer.send(record, (metadata, exception) -> {
                if (exception == null) {
                    acknowledged.incrementAndGet();
                } else {
                    failure.compareAndSet(null, failed(record.topic(), exception));
                }
            });
        } catch (KafkaException e) {
            throw failed(record.topic(), e);
        }
    }

    /** The time of the event where Kafka takes it, so that the monitor gets to see, and refuse, the others, too. */
    private long timestamp(Instant time) {
        Instant now = clock.instant();
        return time.isAfter(now.plus(AHEAD)) ? now.toEpochMilli() : Math.max(0, time.toEpochMilli());
    }

    private Failure failed(String topic, Exception cause) {
        return Failure.failed(
                "cannot send to " + topic + ", after " + (interactions.get() + verdicts.get())
                        + " events were acknowledged",
                cause);
    }

    private void throwIfFailed() {
        Failure first = failure.get();
        if (first != null) {
            throw first;
        }
    }
}
