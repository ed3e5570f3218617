package io.riskmonitor.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import io.riskmonitor.config.DeclaredPolicy;
import io.riskmonitor.config.MonitorConfig;
import io.riskmonitor.config.PolicyFiles;
import io.riskmonitor.local.LocalKafka;
import io.riskmonitor.local.LocalRegistry;
import io.riskmonitor.local.Scenario;
import io.riskmonitor.streams.Monitor;
import io.riskmonitor.wire.JsonLine;
import io.riskmonitor.wire.JsonLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything in one process: Kafka, a schema registry, the monitor, and events to watch. */
@Command(
        name = "local",
        description = {
            "Runs Kafka, a schema registry and the monitor in this process.",
            "Without --replay it plays a support assistant that gets a bad prompt release after half a minute."
        },
        mixinStandardHelpOptions = true)
final class LocalCommand implements Callable<Integer> {

    private static final String TRANSACTION_TIMEOUT_MILLIS = "60000";

    private static final String HOST = "127.0.0.1";
    private static final int PARTITIONS = 4;
    private static final long SEED = 7;

    /** Nobody waits long in front of a terminal for the end of a file to be noticed. */
    private static final Duration IDLE_AFTER = Duration.ofSeconds(3);

    @Spec
    private CommandSpec command;

    @Option(
            names = "--port",
            defaultValue = "8080",
            paramLabel = "PORT",
            description = "Of the page, the API and the metrics. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--kafka-port",
            defaultValue = "9092",
            paramLabel = "PORT",
            description = "Of the broker. Default: ${DEFAULT-VALUE}")
    private int kafkaPort;

    @Option(
            names = "--registry-port",
            defaultValue = "8081",
            paramLabel = "PORT",
            description = "Of the schema registry. Default: ${DEFAULT-VALUE}")
    private int registryPort;

    @Option(
            names = "--http-token",
            paramLabel = "TOKEN",
            description = "Whoever knows it may send commands over HTTP. Default: nobody.")
    private @Nullable String httpToken;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where data are kept across restarts. Default: risk-monitor-data;"
                    + " with --replay a temporary directory, so that a replay starts afresh.")
    private @Nullable Path dataDir;

    @Option(names = "--policies", paramLabel = "FILE", description = "Policies in YAML or JSON.")
    private @Nullable Path policies;

    @Option(
            names = "--replay",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Plays JSON lines instead, gzipped or not; - is standard input.")
    private List<String> replay = List.of();

    @Option(
            names = "--speed",
            paramLabel = "N",
            description = "Times as fast as it happened. Default: as fast as it can.")
    private @Nullable Double speed;

    @Option(names = "--exit-after-replay", description = "Ends when everything that was replayed has been judged.")
    private boolean exitAfterReplay;

    @Override
    public Integer call() throws IOException {
        checkOptions();
        if (!RiskMonitor.isVerbose(command)) {
            quietenBroker();
        }
        List<DeclaredPolicy> declared = policies != null
                ? PolicyFiles.readDeclared(policies)
                : replay.isEmpty() ? PolicyFiles.ofScenario() : List.of();
        try (Shutdown shutdown = new Shutdown();
                DataDirectory data = DataDirectory.of(dataDir, !replay.isEmpty());
                LocalKafka kafka = LocalKafka.start(data.path().resolve("kafka"), kafkaPort);
                LocalRegistry registry = LocalRegistry.start(data.path().resolve("registry"), registryPort)) {
            MonitorConfig config = config(kafka, registry, data.path());
            createTopics(config);
            if (!declared.isEmpty()) {
                PolicyPublisher.publishBeforeStart(declared, config.topics(), config.kafka(), config.schemaRegistry());
            }
            return play(config);
        }
    }

    /** A broker and its clients in one process warn at every start about each other not being ready yet. */
    private static void quietenBroker() {
        for (String chatty : List.of("kafka", "org.apache.kafka")) {
            ((Logger) LoggerFactory.getLogger(chatty)).setLevel(Level.ERROR);
        }
        // the first batches of a transaction may overtake each other; the producer sends them again, in order
        ((Logger) LoggerFactory.getLogger("kafka.server.ReplicaManager")).setLevel(Level.OFF);
        // a broker that starts again may ask its controller a moment too early; it asks again
        ((Logger) LoggerFactory.getLogger("kafka.server.ControllerApis")).setLevel(Level.OFF);
    }

    private void checkOptions() {
        replay.forEach(EventFiles::requireReadable);
        if (replay.isEmpty() && (exitAfterReplay || speed != null)) {
            throw Failure.wrongInput("--exit-after-replay and --speed need --replay");
        }
        if (httpToken != null && !MonitorConfig.Http.TOKEN.matcher(httpToken).matches()) {
            throw Failure.wrongInput("--http-token " + MonitorConfig.Http.TOKEN_FORM);
        }
        if (speed != null && !(speed > 0)) {
            throw Failure.wrongInput("--speed must be greater than 0, got " + speed);
        }
    }

    private MonitorConfig config(LocalKafka kafka, LocalRegistry registry, Path data) {
        MonitorConfig defaults = MonitorConfig.of(
                Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                Map.of(AbstractKafkaSchemaSerDeConfig.SCHEMA_REGISTRY_URL_CONFIG, registry.url()));
        return new MonitorConfig(
                defaults.topics(),
                defaults.kafka(),
                defaults.schemaRegistry(),
                Map.of(
                        StreamsConfig.STATE_DIR_CONFIG,
                        data.resolve("state").toString(),
                        // after kill -9 the next run takes the place of the last one, which else is waited for
                        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                        "local",
                        // nobody else reads, and a machine that is busy may stand still for long
                        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                        TRANSACTION_TIMEOUT_MILLIS),
                // whoever tries out what is refused wants to see that, and not a monitor that has stopped
                defaults.observe().withIdleAfter(IDLE_AFTER).withRefusals(MonitorConfig.Refusals.NEVER_STOP),
                defaults.judge(),
                new MonitorConfig.Http(HOST, port, httpToken),
                null);
    }

    private static void createTopics(MonitorConfig config) {
        TopicPlan plan = new TopicPlan(config.topics());
        String bootstrap = config.kafka().getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "");
        try (Cluster cluster = Cluster.connect(bootstrap, config.kafka())) {
            var existing = cluster.topics(plan.all());
            plan.topics().stream()
                    .filter(topic -> !existing.containsKey(topic.name()))
                    .forEach(topic -> cluster.create(topic.create(PARTITIONS, (short) 1, PlannedTopic.FOREVER)));
        }
    }

    private int play(MonitorConfig config) {
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        try (Service service = new Service(config);
                AlertPrinter printer = new AlertPrinter(config, out);
                Producer<String, Object> producer = AvroProducer.connect(config.kafka(), config.schemaRegistry())) {
            out.printf(
                    "kafka %s · registry %s · page http://%s:%d/%n",
                    config.kafka().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG),
                    config.schemaRegistry().get(AbstractKafkaSchemaSerDeConfig.SCHEMA_REGISTRY_URL_CONFIG),
                    HOST,
                    service.port());
            out.flush();
            printer.start();
            Publication publication = new Publication(producer, config.topics(), Clock.systemUTC(), err::println);
            try {
                if (replay.isEmpty()) {
                    playScenario(service, publication, out);
                } else {
                    playFiles(config, service, publication, printer, out);
                }
            } catch (InterruptedException | InterruptException e) {
                Thread.interrupted(); // Ctrl-C; what is closed from here on may take its time
                out.println("stopping");
                out.flush();
            }
            return service.hasFailed() || publication.refused() > 0 ? ExitCode.SOFTWARE : ExitCode.OK;
        }
    }

    private static void playScenario(Service service, Publication publication, PrintWriter out)
            throws InterruptedException {
        service.start(PARTITIONS);
        Instant start = Instant.now();
        out.printf(
                "Playing a support assistant, %d interactions a second. In %d s a bad release of its prompt goes out;"
                        + " %d s later it is rolled back. Ctrl-C ends.%n",
                Scenario.RATE,
                Scenario.INCIDENT.toSeconds(),
                Scenario.ROLLBACK.minus(Scenario.INCIDENT).toSeconds());
        out.flush();
        Scenario scenario = new Scenario(start, SEED);
        while (!service.hasFailed()) {
            for (Scenario.Event event : scenario.next()) {
                sleepUntil(event.at());
                JsonLine line = JsonLines.parse(event.json());
                publication.send((JsonLine.Event) line);
            }
        }
    }

    private void playFiles(
            MonitorConfig config, Service service, Publication publication, AlertPrinter printer, PrintWriter out)
            throws InterruptedException {
        long began = System.nanoTime();
        // at full speed everything lies on the topics before the monitor starts, so that it reads in the order of time
        Monitor monitor = speed == null ? null : service.start(PARTITIONS);
        for (String file : replay) {
            try (JsonLines lines = new JsonLines(EventFiles.open(file))) {
                publication.publish(file, speed == null ? lines : new PacedLines(lines, speed), false);
            } catch (IOException | UncheckedIOException e) {
                throw Failure.failed("cannot read " + file, e);
            }
        }
        publication.finish();
        out.println(publication.summary(Duration.ofNanos(System.nanoTime() - began)));
        out.flush();
        Monitor running = monitor != null ? monitor : service.start(PARTITIONS);
        if (exitAfterReplay) {
            new ReplayEnd(config, running).await();
            running.close();
            printer.finish();
        } else {
            service.awaitEnd();
        }
    }

    private static void sleepUntil(Instant time) throws InterruptedException {
        long millis = Duration.between(Instant.now(), time).toMillis();
        if (millis > 0) {
            Thread.sleep(millis);
        }
    }
}
