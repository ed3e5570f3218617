package io.riskmonitor.bench.faults;

import io.riskmonitor.containers.KafkaCluster;
import io.riskmonitor.local.LocalKafka;
import io.riskmonitor.local.LocalRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Brokers and a registry that worlds share, each with topics of its own. */
public final class Site implements AutoCloseable {

    static final int BROKERS = 3;

    /** The broker whose disk can be filled. */
    static final int SMALL_DISK = 3;

    private final Path directory;
    private final @Nullable LocalKafka kafka;
    private final @Nullable KafkaCluster cluster;
    private final String bootstrapServers;
    private final String registryUrl;
    private @Nullable LocalRegistry registry;

    private Site(Path directory, @Nullable LocalKafka kafka, @Nullable KafkaCluster cluster, String bootstrapServers) {
        this.directory = directory;
        this.kafka = kafka;
        this.cluster = cluster;
        this.bootstrapServers = bootstrapServers;
        LocalRegistry started = LocalRegistry.start(directory.resolve("registry"), 0);
        this.registry = started;
        this.registryUrl = started.url();
    }

    /** One broker in this JVM. */
    public static Site embedded(Path directory) {
        LocalKafka kafka = LocalKafka.start(directory.resolve("kafka"), 0);
        return new Site(directory, kafka, null, kafka.bootstrapServers());
    }

    /** Three brokers in Docker, two of which must have a record before it counts as sent. */
    public static Site cluster(Path directory) {
        KafkaCluster cluster = KafkaCluster.start(BROKERS, SMALL_DISK);
        return new Site(directory, null, cluster, cluster.bootstrapServers());
    }

    Path directory() {
        return directory;
    }

    /** For schedules that ask for one. */
    KafkaCluster cluster() {
        return Objects.requireNonNull(cluster);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    String registryUrl() {
        return registryUrl;
    }

    /** Nobody answers at its address any more. */
    synchronized void stopRegistry() {
        if (registry != null) {
            registry.close();
            registry = null;
        }
    }

    /** At the same address, with everything that was registered before. */
    synchronized void startRegistry() {
        if (registry == null) {
            registry = LocalRegistry.start(
                    directory.resolve("registry"), URI.create(registryUrl).getPort());
        }
    }

    @Override
    public void close() {
        stopRegistry();
        if (kafka != null) {
            kafka.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }
}
