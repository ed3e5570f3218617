package io.riskmonitor.streams;

import io.riskmonitor.gold.GoldCase;
import io.riskmonitor.gold.GoldSet;
import io.riskmonitor.wire.Wire;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Keeps the gold set of this instance as the topic of accepted cases says, from before the first event on. The store that
 * Kafka Streams has for it stays empty: the set is all that anybody asks.
 */
record LearnGold(String topic, Wire wire, GoldSet cases) implements ProcessorSupplier<byte[], byte[], Void, Void> {

    static final String GOLD = "gold";

    @Override
    public Processor<byte[], byte[], Void, Void> get() {
        return new Learner();
    }

    private final class Learner extends ContextualProcessor<byte[], byte[], Void, Void> {

        @Override
        public void process(Record<byte[], byte[]> record) {
            if (record.key() == null) {
                return; // the gate lets none through
            }
            if (record.value() == null) {
                cases.remove(new String(record.key(), StandardCharsets.UTF_8));
            } else if (wire.readGoldCase(topic, record.key(), record.value()).event() instanceof GoldCase goldCase) {
                cases.put(goldCase);
            }
        }
    }
}
