package io.riskmonitor.bench.faults;

import io.riskmonitor.local.LocalKafka;
import io.riskmonitor.local.LocalRegistry;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Brokers and a registry that worlds share, each with topics of its own. */
public final class Site implements AutoCloseable {

    private final Path directory;
    private final @Nullable LocalKafka kafka;
    private final String bootstrapServers;
    private final String registryUrl;
    private @Nullable LocalRegistry registry;

    private Site(Path directory, @Nullable LocalKafka kafka, String bootstrapServers) {
        this.directory = directory;
        this.kafka = kafka;
        this.bootstrapServers = bootstrapServers;
        LocalRegistry started = LocalRegistry.start(directory.resolve("registry"), 0);
        this.registry = started;
        this.registryUrl = started.url();
    }

    /** One broker in this JVM. */
    public static Site embedded(Path directory) {
        LocalKafka kafka = LocalKafka.start(directory.resolve("kafka"), 0);
        return new Site(directory, kafka, kafka.bootstrapServers());
    }

    /** Brokers that somebody else has started. */
    public static Site at(String bootstrapServers, Path directory) {
        return new Site(directory, null, bootstrapServers);
    }

    Path directory() {
        return directory;
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
    }
}
