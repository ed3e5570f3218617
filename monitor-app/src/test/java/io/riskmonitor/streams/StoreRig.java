package io.riskmonitor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/** One store in a topology of its own, to be used as a processor uses it; every use ends with a commit. */
final class StoreRig<S extends StateStore> implements AutoCloseable {

    private final Queue<Consumer<S>> uses = new ArrayDeque<>();
    private final Path directory;
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, String> records;
    private int done;

    StoreRig(StoreBuilder<S> store) {
        ProcessorSupplier<String, String, Void, Void> user = new ProcessorSupplier<>() {
            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(store);
            }

            @Override
            public Processor<String, String, Void, Void> get() {
                return new ContextualProcessor<>() {
                    @Override
                    public void process(Record<String, String> record) {
                        S state = context().getStateStore(store.name());
                        uses.remove().accept(state);
                        done++;
                    }
                };
            }
        };
        Topology topology = new Topology()
                .addSource(
                        "source",
                        Serdes.String().deserializer(),
                        Serdes.String().deserializer(),
                        "in")
                .addProcessor("user", user, "source");
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "store-rig");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        try {
            directory = Files.createTempDirectory("store-rig-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        driver = new TopologyTestDriver(topology, settings, Instant.EPOCH);
        records = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
    }

    /** Uses the store as one record would; then a commit follows. */
    StoreRig<S> use(Consumer<S> use) {
        uses.add(use);
        int before = done;
        records.pipeInput("", "");
        assertThat(done).isEqualTo(before + 1);
        return this;
    }

    @Override
    public void close() {
        driver.close();
        try {
            Utils.delete(directory.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
