package io.riskmonitor.streams;

import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.alert.AlertSettings;
import io.riskmonitor.alert.AlertStatus;
import io.riskmonitor.alert.Alerts;
import io.riskmonitor.alert.OpenAlert;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.DeclaredRule;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** Steps the state of every alert per finding and as event time passes; forwards what subscribers should hear. */
record Respond(Wire wire, PolicyBook policies, RiskMetrics metrics)
        implements ProcessorSupplier<String, Judged, String, AlertEvent> {

    static final String ALERTS = "alerts";

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(ObjectStore.builder(ALERTS, wire.alertKey(), wire.openAlert(), 0));
    }

    @Override
    public Processor<String, Judged, String, AlertEvent> get() {
        return new Responder();
    }

    private final class Responder extends ContextualProcessor<String, Judged, String, AlertEvent> {

        private ObjectStore<AlertKey, OpenAlert> store;
        private Alerts alerts;
        private Declared declared;
        private RiskMetrics.Owned gauges;

        @Override
        public void init(ProcessorContext<String, AlertEvent> context) {
            super.init(context);
            store = context.getStateStore(ALERTS);
            alerts = new Alerts();
            gauges = metrics.newOwner();
            declared = new Declared();
            store.forEachKey(this::restore);
        }

        private void restore(AlertKey key) {
            OpenAlert alert = store.get(key);
            if (alert == null) {
                return;
            }
            alerts.restore(key, alert);
            Finding proof = alert.proof();
            gauges.alert(
                    key.idOf(alert.startedAt()),
                    key,
                    alert.state().status(),
                    proof.severity(),
                    proof.kind(),
                    settings(key).map(AlertSettings::owner).orElse(null));
        }

        @Override
        public void process(Record<String, Judged> record) {
            if (record.value() instanceof Judged.Found found) {
                settings(AlertKey.of(found.finding())).ifPresent(settings -> alerts.on(found.finding(), settings)
                        .forEach(this::publish));
            } else if (record.value() instanceof Judged.Ended ended) {
                settings(ended.key()).ifPresent(settings -> alerts.end(ended.key(), ended.at(), ended.why(), settings)
                        .forEach(this::publish));
            } else {
                Judged.Clock clock = (Judged.Clock) record.value();
                declared = declared.isCurrent() ? declared : new Declared();
                alerts.elapsed(clock.now(), declared, key -> !clock.standing() || watchesTime(key))
                        .forEach(this::publish);
            }
        }

        /** What is declared of an alert; another one once policies have changed. */
        private final class Declared implements Function<AlertKey, Optional<AlertSettings>> {
            private final Map<String, Policy> as = policies.declared();

            boolean isCurrent() {
                return as == policies.declared();
            }

            @Override
            public Optional<AlertSettings> apply(AlertKey key) {
                return settings(key);
            }
        }

        private boolean watchesTime(AlertKey key) {
            return policies.policyOf(key.application())
                    .rule(key.rule())
                    .filter(declared -> declared.rule().watchesTime())
                    .isPresent();
        }

        private Optional<AlertSettings> settings(AlertKey key) {
            Policy policy = policies.policyOf(key.application());
            return policy.rule(key.rule()).map(declared -> settings(policy, declared));
        }

        private static AlertSettings settings(Policy policy, DeclaredRule declared) {
            return new AlertSettings(
                    declared.hold().lasting(declared.rule().alertsLast()),
                    policy.ownerOf(declared),
                    policy.runbookOf(declared));
        }

        private void publish(AlertEvent event) {
            @Nullable OpenAlert open = alerts.get(event.key());
            if (open == null) {
                store.delete(event.key());
            } else {
                store.changed(event.key(), open);
            }
            gauges.alert(event);
            long now = context().currentSystemTimeMs();
            if (event.status() == AlertStatus.FIRING) {
                metrics.alertLatency(Duration.between(event.at(), Instant.ofEpochMilli(now)));
            }
            context().forward(new Record<>(event.key().toString(), event, now));
        }

        @Override
        public void close() {
            gauges.close();
        }
    }
}
