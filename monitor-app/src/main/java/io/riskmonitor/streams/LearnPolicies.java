package io.riskmonitor.streams;

import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.wire.Wire;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the policy book of this instance as the topic of accepted policies says, from before the first event on. */
record LearnPolicies(String topic, Wire wire, PolicyBook policies)
        implements ProcessorSupplier<byte[], byte[], Void, Void> {

    static final String POLICIES = "policies";

    @Override
    public Processor<byte[], byte[], Void, Void> get() {
        return new Learner();
    }

    private final class Learner extends ContextualProcessor<byte[], byte[], Void, Void> {

        @Override
        public void process(Record<byte[], byte[]> record) {
            KeyValueStore<byte[], byte[]> store = context().getStateStore(POLICIES);
            store.put(record.key(), record.value());
            if (record.value() == null) {
                policies.withdraw(new String(record.key(), StandardCharsets.UTF_8));
            } else {
                wire.readPolicy(topic, record.value()).policy().ifPresent(policies::declare);
            }
        }
    }
}
