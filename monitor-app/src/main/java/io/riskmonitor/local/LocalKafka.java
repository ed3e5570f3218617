package io.riskmonitor.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka broker and controller in this JVM, on the loopback interface; its data survive restarts.
 *
 * <p>{@code KafkaRaftServer} and {@code Formatter} are not public API of Kafka: they are named here and nowhere else.
 */
public final class LocalKafka implements AutoCloseable {

    private static final String SETTINGS = """
            process.roles=broker,controller
            node.id=1
            controller.listener.names=CONTROLLER
            listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
            auto.create.topics.enable=false

            # replayed events carry old timestamps: any limit by time deletes them within minutes
            log.retention.ms=-1
            # someone who comes back after a month goes on where they stopped (10 years; the default is 7 days)
            offsets.retention.minutes=5256000

            # one node
            offsets.topic.replication.factor=1
            offsets.topic.num.partitions=4
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            transaction.state.log.num.partitions=4
            share.coordinator.state.topic.replication.factor=1
            share.coordinator.state.topic.min.isr=1
            group.initial.rebalance.delay.ms=0

            # after kill -9 the old registration blocks the next start this long (default 9 s)
            broker.session.timeout.ms=2000
            broker.heartbeat.interval.ms=500

            # small: 4 MiB instead of 128 MiB for the cleaner, and few threads
            log.cleaner.dedupe.buffer.size=4194304
            num.network.threads=2
            num.io.threads=4
            background.threads=2
            """;

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final DirectoryLock lock;
    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private LocalKafka(DirectoryLock lock, KafkaRaftServer server, String bootstrapServers) {
        this.lock = lock;
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Returns once the broker takes requests.
     *
     * @param directory made if missing; one broker at a time
     * @param port 0 picks a free one
     * @throws CannotStartException says what to do about it
     */
    public static LocalKafka start(Path directory, int port) {
        return start(directory, port, Map.of());
    }

    /**
     * The same with other settings.
     *
     * @param more replace ours; listeners and their protocols come beside ours
     */
    static LocalKafka start(Path directory, int port, Map<String, String> more) {
        String broker;
        String controller;
        try (ServerSocket brokerPort = open(port);
                ServerSocket controllerPort = open(0)) {
            broker = address(brokerPort);
            controller = address(controllerPort);
        } catch (IOException e) {
            throw CannotStartException.port(port, e);
        }
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            format(directory);
            Properties settings = settings(directory, broker, controller);
            more.forEach((key, value) -> settings.merge(
                    key, value, (ours, theirs) -> key.startsWith("listener") ? ours + "," + theirs : theirs));
            return new LocalKafka(lock, startServer(settings), broker);
        } catch (CannotStartException e) {
            lock.close();
            throw e;
        }
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        lock.close();
    }

    private static ServerSocket open(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String address(ServerSocket socket) {
        return LOOPBACK.getHostAddress() + ":" + socket.getLocalPort();
    }

    private static Properties settings(Path directory, String broker, String controller) {
        Properties settings = new Properties();
        try {
            settings.load(new StringReader(SETTINGS));
        } catch (IOException e) {
            throw new AssertionError("a string does not fail to be read", e);
        }
        settings.put("controller.quorum.voters", "1@" + controller);
        settings.put("listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller);
        settings.put("log.dirs", directory.toAbsolutePath().toString());
        return settings;
    }

    /** Does nothing to a directory that was formatted before. */
    private static void format(Path directory) {
        try {
            String path = directory.toAbsolutePath().toString();
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(clusterId(directory))
                    .setNodeId(1)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(path)
                    .addDirectory(path)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception e) { // declared so by Formatter.run()
            throw CannotStartException.directory(directory, e);
        }
    }

    /** A formatted directory belongs to one cluster for ever. */
    private static String clusterId(Path directory) throws IOException {
        Properties meta = new Properties();
        Path file = directory.resolve("meta.properties");
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                meta.load(in);
            }
        }
        return meta.getProperty("cluster.id", Uuid.randomUuid().toString());
    }

    private static KafkaRaftServer startServer(Properties settings) {
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        try {
            server.startup();
            return server;
        } catch (Exception e) { // Scala throws checked exceptions without declaring them
            stop(server, e);
            throw new CannotStartException("The embedded Kafka broker did not start: " + e.getMessage(), e);
        }
    }

    /** A broker that failed to start has threads that keep the JVM alive. */
    private static void stop(KafkaRaftServer server, Exception reason) {
        try {
            server.shutdown();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }
}
