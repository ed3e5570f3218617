package io.riskmonitor.streams;

import io.riskmonitor.wire.Received;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.Stores;

/**
 * A topic that anybody may write and every instance reads whole, after a gate: what is valid goes on, bytes unchanged, to
 * a compacted topic that instances read before their first event, the rest to the refusals. See decision 0002.
 *
 * @param name of what lies on it, in the names of the stages, and of the store that is filled
 */
record Gated(String name, String topic, String accepted, String refusals) {

    private static final Serde<byte[]> BYTES = Serdes.ByteArray();

    /** Shares nothing with the events: in one task they would wait for each other and need the same partitions. */
    void build(
            StreamsBuilder builder,
            ProcessorSupplier<byte[], byte[], byte[], Received> admit,
            ProcessorSupplier<byte[], byte[], Void, Void> learn) {
        var admitted = builder.stream(topic, Consumed.with(BYTES, BYTES).withName("receive-" + name))
                .process(admit, Named.as("admit-" + name))
                .split(Named.as(name + "-"))
                .branch((key, received) -> received.isRefused(), Branched.as("refused"))
                .defaultBranch(Branched.as("accepted"));
        KStream<byte[], Received> valid = Objects.requireNonNull(admitted.get(name + "-accepted"));
        valid.mapValues(Received::value, Named.as(name + "-as-received"))
                .to(accepted, Produced.with(BYTES, BYTES).withName("publish-accepted-" + name));
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), BYTES, BYTES)
                        .withLoggingDisabled(),
                accepted,
                Consumed.with(BYTES, BYTES).withName("receive-accepted-" + name),
                learn);
        KStream<byte[], Received> invalid = Objects.requireNonNull(admitted.get(name + "-refused"));
        invalid.process(Refuse::new, Named.as("refuse-" + name))
                .to(refusals, Produced.with(BYTES, BYTES).withName("publish-refused-" + name));
    }
}
