package io.riskmonitor.cli;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.riskmonitor.api.Board;
import io.riskmonitor.api.BoardFeed;
import io.riskmonitor.api.CommandIntake;
import io.riskmonitor.api.HttpApi;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.gold.GoldStanding;
import io.riskmonitor.health.Health;
import io.riskmonitor.health.Trouble;
import io.riskmonitor.health.Vitals;
import io.riskmonitor.health.Watchdog;
import io.riskmonitor.metrics.HealthMeters;
import io.riskmonitor.metrics.JvmMeters;
import io.riskmonitor.metrics.KafkaStreamsMeters;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.streams.Monitor;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one instance runs: HTTP from the first moment, so that probes have an answer while policies are read;
 * then the board and the topology.
 */
final class Service implements AutoCloseable {

    /** How long somebody who sends a command waits for the brokers. */
    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(10);

    private static final Trouble BOARD_FEED_DIED = new Trouble(
            "what the API shows is not read any more", "The log says why (board feed ended); restart the instance");

    private final MonitorConfig config;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RiskMetrics metrics = new RiskMetrics(registry, InstantSource.system());
    private final JvmMeters jvm = new JvmMeters(registry);
    private final Board board = new Board();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Instant created = Instant.now();
    private final Watchdog watchdog;
    private final HttpApi http;
    private volatile @Nullable Monitor monitor;
    private volatile @Nullable BoardFeed feed;
    private @Nullable CommandSender sender;

    /** Listens, and says that it is not ready. */
    Service(MonitorConfig config) {
        this.config = config;
        watchdog = new Watchdog(config.health().stuckAfter(), config.health().startWithin(), InstantSource.system());
        new HealthMeters(this::health, board::latestFinding).bindTo(registry);
        try {
            http = HttpApi.start(config.http(), registry, this::health, board, commandIntake(), this::gold);
        } catch (BindException e) {
            throw Failure.failed(
                    "cannot serve HTTP at " + config.http().host() + ":"
                            + config.http().port() + "; choose another port",
                    e);
        } catch (IOException e) {
            throw Failure.failed("cannot serve HTTP", e);
        }
    }

    private CommandIntake commandIntake() {
        return new CommandIntake(
                config.http().token(),
                command -> sender().send(command.application(), command.value()),
                COMMAND_PATIENCE,
                InstantSource.system());
    }

    /** Connected when the first command comes. */
    private synchronized CommandSender sender() {
        if (sender == null) {
            Map<String, String> kafka = new HashMap<>(config.kafka());
            kafka.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.toString(COMMAND_PATIENCE.toMillis()));
            sender = new CommandSender(config.topics(), kafka, config.schemaRegistry());
        }
        return sender;
    }

    private synchronized void closeSender() {
        if (sender != null) {
            sender.close();
        }
    }

    private Health health() {
        Monitor running = monitor;
        BoardFeed reading = feed;
        Vitals vitals = running == null ? Vitals.starting(created) : running.vitals();
        Health health = watchdog.look(
                reading != null && reading.hasDied() ? vitals.withDead(List.of(BOARD_FEED_DIED)) : vitals);
        Trouble stopped = running == null ? null : running.whyStopped();
        return stopped == null ? health : health.halted(stopped);
    }

    private List<GoldStanding> gold(@Nullable String application) {
        Monitor running = monitor;
        return running == null ? List.of() : running.gold().of(application);
    }

    int port() {
        return http.port();
    }

    /**
     * Starts to monitor; returns once the policies are read.
     *
     * @param inputPartitions of each of the two input topics
     */
    Monitor start(int inputPartitions) {
        PolicyBook policies = new PolicyBook(PolicyFiles.builtIn());
        Monitor starting = new Monitor(config, inputPartitions, policies, metrics, InstantSource.system());
        starting.onEnd(ended::countDown);
        new KafkaStreamsMeters(starting::metrics).bindTo(registry);
        monitor = starting;
        BoardFeed reading = feed();
        reading.start();
        feed = reading;
        starting.start();
        return starting;
    }

    private BoardFeed feed() {
        Map<String, Object> avro = new HashMap<>(config.schemaRegistry());
        avro.put(KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG, true);
        KafkaAvroDeserializer values = new KafkaAvroDeserializer();
        values.configure(avro, false);
        return new BoardFeed(
                board,
                new HashMap<>(config.kafka()),
                values,
                config.topics().currentAlerts(),
                config.topics().findings(),
                InstantSource.system());
    }

    /** Waits until the monitor has stopped by itself, which it does only for a reason, or was closed. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Whether it stopped because something is wrong. */
    boolean hasFailed() {
        Monitor running = monitor;
        return running != null && (running.hasFailed() || running.whyStopped() != null);
    }

    @Override
    public void close() {
        Monitor running = monitor;
        if (running != null) {
            running.close();
        }
        BoardFeed reading = feed;
        if (reading != null) {
            reading.close();
        }
        http.close();
        closeSender();
        jvm.close();
        ended.countDown();
    }
}
