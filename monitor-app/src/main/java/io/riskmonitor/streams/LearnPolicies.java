package io.riskmonitor.streams;

import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.wire.RegistryTrouble;
import io.riskmonitor.wire.Wire;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the policy book of this instance as the topic of accepted policies says, from before the first event on. */
record LearnPolicies(String topic, Wire wire, PolicyBook policies)
        implements ProcessorSupplier<byte[], byte[], Void, Void> {

    static final String POLICIES = "policies";

    @Override
    public Processor<byte[], byte[], Void, Void> get() {
        return new Learner();
    }

    private static final Logger LOG = LoggerFactory.getLogger(LearnPolicies.class);

    private final class Learner extends ContextualProcessor<byte[], byte[], Void, Void> {

        @Override
        public void process(Record<byte[], byte[]> record) {
            if (record.key() == null) {
                return; // the gate lets none through
            }
            KeyValueStore<byte[], byte[]> store = context().getStateStore(POLICIES);
            store.put(record.key(), record.value());
            if (record.value() == null) {
                policies.withdraw(new String(record.key(), StandardCharsets.UTF_8));
            } else {
                learn(record.key(), record.value());
            }
        }

        /** What somebody has put there past the gate must not keep every instance from starting. */
        private void learn(byte[] key, byte[] value) {
            try {
                wire.readPolicy(topic, value).policy().ifPresent(policies::declare);
            } catch (SerializationException e) {
                if (RegistryTrouble.isCauseOf(e)) {
                    throw e;
                }
                LOG.warn(
                        "What lies on a topic that only the monitor should write is no policy, topic={} key={}",
                        topic,
                        new String(key, StandardCharsets.UTF_8));
            }
        }
    }
}
