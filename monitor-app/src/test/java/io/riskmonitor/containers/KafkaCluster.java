package io.riskmonitor.containers;

import static java.util.stream.Collectors.joining;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;

/**
 * Kafka brokers in Docker, each a controller too, that can be killed, frozen or cut off one by one. Brokers count from 1.
 *
 * <p>Testcontainers' {@code KafkaContainer} is one broker whose port changes when it starts again. Here the ports are
 * chosen before the start, so clients find a broker again at the address they know.
 */
public final class KafkaCluster implements AutoCloseable {

    private static final String DATA = "/var/lib/kafka/data";

    /** Where the broker whose disk can be filled keeps its data: in memory. */
    private static final String SMALL_DISK = "/var/lib/kafka/small";

    /** By user id: the mode of a tmpfs is forgotten when its container starts again. */
    private static final String SIZE = "rw,uid=1000,gid=1000,size=256m";

    private static final Duration WHOLE_WITHIN = Duration.ofMinutes(2);

    private final Network network = Network.newNetwork();

    private final List<Broker> brokers = new ArrayList<>();

    private record Broker(GenericContainer<?> container, String address, Link far) {}

    /**
     * Another way to a broker, on the loopback interface, for clients of which somebody stands in between.
     *
     * @param advertisedPort where the broker says that it is; nobody listens there
     * @param port where it is
     */
    public record Link(int advertisedPort, int port) {

        private String advertised() {
            return "127.0.0.1:" + advertisedPort;
        }
    }

    private KafkaCluster(int size, int smallDisk) {
        for (int number = 1; number <= size; number++) {
            String address = "127.0.0.1:" + freePort();
            Link far = new Link(freePort(), freePort());
            GenericContainer<?> container = container(number, size, address, far);
            if (number == smallDisk) {
                container.withTmpFs(Map.of(SMALL_DISK, SIZE)).withEnv("KAFKA_LOG_DIRS", SMALL_DISK);
            }
            brokers.add(new Broker(container, address, far));
        }
    }

    /** Whether Docker answers and has the image. */
    public static boolean canStart() {
        return DockerClientFactory.instance().isDockerAvailable()
                && Images.missing(List.of(Images.KAFKA)).isEmpty();
    }

    /** Returns when all of them serve. */
    public static KafkaCluster start(int size) {
        return start(size, 0);
    }

    /**
     * The same.
     *
     * @param smallDisk broker whose disk {@link #fillDisk} can fill; when it ends, what was on it is gone
     */
    public static KafkaCluster start(int size, int smallDisk) {
        KafkaCluster cluster = new KafkaCluster(size, smallDisk);
        try {
            // together: none is ready before a majority is there
            Startables.deepStart(cluster.containers()).join();
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    public String bootstrapServers() {
        return brokers.stream().map(Broker::address).collect(joining(","));
    }

    /** The other way to each broker. */
    public List<Link> farLinks() {
        return brokers.stream().map(Broker::far).toList();
    }

    /** Where clients find the brokers that way. */
    public String farServers() {
        return farLinks().stream().map(Link::advertised).collect(joining(","));
    }

    /** Where other containers may be, too. */
    Network network() {
        return network;
    }

    /** For other containers of the network. */
    String serversInside() {
        return IntStream.rangeClosed(1, brokers.size())
                .mapToObj(number -> alias(number) + ":9093")
                .collect(joining(","));
    }

    /** Without a farewell; its data stay. */
    public void kill(int number) {
        docker().killContainerCmd(id(number)).exec();
    }

    public void restart(int number) {
        docker().startContainerCmd(id(number)).exec();
    }

    /**
     * It stops answering, but its connections stay open. By signal, since Docker's own pause gives up with "unable to
     * freeze" on a busy machine.
     */
    public void pause(int number) {
        docker().killContainerCmd(id(number)).withSignal("SIGSTOP").exec();
    }

    public void unpause(int number) {
        docker().killContainerCmd(id(number)).withSignal("SIGCONT").exec();
    }

    /** Neither clients nor the other brokers reach it; it goes on running. */
    public void disconnect(int number) {
        docker().disconnectFromNetworkCmd()
                .withContainerId(id(number))
                .withNetworkId(network.getId())
                .withForce(true)
                .exec();
    }

    public void reconnect(int number) {
        docker().connectToNetworkCmd()
                .withContainerId(id(number))
                .withNetworkId(network.getId())
                .withContainerNetwork(new ContainerNetwork().withAliases(alias(number)))
                .exec();
    }

    /** Leaves no byte for the broker, which ends by itself when it notices. */
    public void fillDisk(int number) throws IOException, InterruptedException {
        // fails, since the disk is full then
        brokers.get(number - 1).container().execInContainer("sh", "-c", "cat /dev/zero > " + SMALL_DISK + "/filler");
    }

    public boolean isRunning(int number) {
        return Boolean.TRUE.equals(
                docker().inspectContainerCmd(id(number)).exec().getState().getRunning());
    }

    /** Waits until every broker has a copy of everything; false if that takes more than two minutes. */
    public boolean awaitWhole() throws InterruptedException {
        Instant deadline = Instant.now().plus(WHOLE_WITHIN);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            while (Instant.now().isBefore(deadline)) {
                try {
                    if (isWhole(admin)) {
                        return true;
                    }
                } catch (ExecutionException stillAway) {
                    // asked again
                }
                Thread.sleep(200);
            }
        }
        return false;
    }

    private boolean isWhole(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        return admin.describeTopics(topics).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition ->
                        partition.isr().size() == partition.replicas().size());
    }

    @Override
    public void close() {
        containers().parallelStream().forEach(GenericContainer::stop);
        network.close();
    }

    private GenericContainer<?> container(int number, int size, String address, Link far) {
        GenericContainer<?> container = new GenericContainer<>(Images.KAFKA)
                .withImagePullPolicy(image -> false) // asking a registry for a missing image goes on for minutes
                .withNetwork(network)
                .withNetworkAliases(alias(number))
                .withEnv(settings(number, size, address, far))
                .waitingFor(Wait.forLogMessage(".*Transitioning from RECOVERY to RUNNING.*", 1)
                        .withStartupTimeout(Duration.ofMinutes(2)));
        container.setPortBindings(List.of(address + ":9092", "127.0.0.1:" + far.port() + ":9095"));
        return container;
    }

    private static Map<String, String> settings(int number, int size, String address, Link far) {
        String replicas = Integer.toString(Math.min(size, 3));
        String voters = IntStream.rangeClosed(1, size)
                .mapToObj(voter -> voter + "@" + alias(voter) + ":9094")
                .collect(joining(","));
        return Map.ofEntries(
                Map.entry("CLUSTER_ID", "4L6g3nShT-eMCtK--X86sw"),
                Map.entry("KAFKA_NODE_ID", Integer.toString(number)),
                Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
                Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", voters),
                Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
                Map.entry("KAFKA_INTER_BROKER_LISTENER_NAME", "BROKER"),
                Map.entry(
                        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                        "CLIENT:PLAINTEXT,FAR:PLAINTEXT,BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry(
                        "KAFKA_LISTENERS",
                        "CLIENT://0.0.0.0:9092,BROKER://0.0.0.0:9093,CONTROLLER://0.0.0.0:9094,FAR://0.0.0.0:9095"),
                Map.entry(
                        "KAFKA_ADVERTISED_LISTENERS",
                        "CLIENT://" + address + ",BROKER://" + alias(number) + ":9093,FAR://" + far.advertised()),
                Map.entry("KAFKA_LOG_DIRS", DATA),
                Map.entry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
                Map.entry("KAFKA_DEFAULT_REPLICATION_FACTOR", replicas),
                Map.entry("KAFKA_MIN_INSYNC_REPLICAS", size > 1 ? "2" : "1"),
                Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", replicas),
                Map.entry("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4"),
                Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", replicas),
                Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", size > 1 ? "2" : "1"),
                Map.entry("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4"),
                Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"),
                // a dead broker is noticed after 3 s, not 9
                Map.entry("KAFKA_BROKER_SESSION_TIMEOUT_MS", "3000"),
                Map.entry("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "500"),
                // 128 MiB of heap by default
                Map.entry("KAFKA_LOG_CLEANER_DEDUPE_BUFFER_SIZE", "4194304"));
    }

    private static String alias(int number) {
        return "kafka-" + number;
    }

    private List<GenericContainer<?>> containers() {
        return brokers.stream().<GenericContainer<?>>map(Broker::container).toList();
    }

    private String id(int number) {
        return brokers.get(number - 1).container().getContainerId();
    }

    private DockerClient docker() {
        return brokers.get(0).container().getDockerClient();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
