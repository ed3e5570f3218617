package io.riskmonitor.streams;

import io.riskmonitor.alert.AlertCommand;
import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.alert.AlertSettings;
import io.riskmonitor.alert.AlertStatus;
import io.riskmonitor.alert.Alerts;
import io.riskmonitor.alert.OpenAlert;
import io.riskmonitor.alert.Pause;
import io.riskmonitor.alert.Silence;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.DeclaredRule;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** Steps the state of every alert per finding and as event time passes; forwards what subscribers should hear. */
record Respond(Wire wire, PolicyBook policies, RiskMetrics metrics)
        implements ProcessorSupplier<String, Judged, String, Responded> {

    static final String ALERTS = "alerts";
    static final String SILENCES = "silences";

    /** How late a silence may end. */
    private static final Duration TICK = Duration.ofSeconds(1);

    /** Of one application; beyond it somebody does not mean single alerts. */
    private static final int MAX_SILENCES = 1_000;

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                ObjectStore.builder(ALERTS, wire.alertKey(), wire.openAlert(), 0),
                ObjectStore.builder(SILENCES, Serdes.String(), wire.silence(), 0),
                ObjectStore.builder(PausedRules.PAUSES, Serdes.String(), wire.pause(), 0));
    }

    @Override
    public Processor<String, Judged, String, Responded> get() {
        return new Responder();
    }

    private final class Responder extends ContextualProcessor<String, Judged, String, Responded> {

        private ObjectStore<AlertKey, OpenAlert> store;
        private ObjectStore<String, Silence> silences;
        private PausedRules paused;
        private Alerts alerts;
        private Declared declared;
        private RiskMetrics.Owned gauges;
        private @Nullable Instant eventTime;

        @Override
        public void init(ProcessorContext<String, Responded> context) {
            super.init(context);
            store = context.getStateStore(ALERTS);
            alerts = new Alerts();
            gauges = metrics.newOwner();
            declared = new Declared();
            silences = context.getStateStore(SILENCES);
            silences.forEachKey(id -> Optional.ofNullable(silences.get(id)).ifPresent(alerts::restore));
            paused = new PausedRules(context.getStateStore(PausedRules.PAUSES));
            store.forEachKey(this::restore);
            context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> speak(Instant.ofEpochMilli(now)));
        }

        /**
         * Ends the silences whose time is over, also those that ended while nobody was there, and the alerts whose rule is
         * no longer in the policy, also while no events come.
         */
        private void speak(Instant now) {
            for (Silence silence : alerts.over(now)) {
                silences.delete(silence.said().commandId());
                alerts.speak(silence, declared()).forEach(this::publish);
            }
            if (eventTime != null) {
                alerts.elapsed(eventTime, declared(), key -> settings(key).isEmpty())
                        .forEach(this::publish);
            }
            paused.forget(now);
            alerts.moved().forEach(this::keep);
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
                    alerts.statusOf(key, alert),
                    alerts.isSuppressed(key, alert),
                    proof.severity(),
                    proof.kind(),
                    settings(key).map(AlertSettings::owner).orElse(null));
        }

        @Override
        public void process(Record<String, Judged> record) {
            respond(record.value());
            alerts.moved().forEach(this::keep);
            if (record.value() instanceof Judged.Seen || record.value() instanceof Judged.Clock) {
                context().forward(record.withValue(new Responded.PassedOn(record.value())));
            }
        }

        private void respond(Judged judged) {
            if (judged instanceof Judged.Found found) {
                found(found.finding());
            } else if (judged instanceof Judged.Commanded commanded) {
                if (commanded.command().isAboutDeadlines()) {
                    forward(new Responded.Commanded(
                            commanded.command(), openAlert(commanded.command()), commanded.received()));
                    return;
                }
                String problem = obey(commanded.command());
                if (problem != null) {
                    metrics.refused(RefusalReason.INVALID_COMMAND);
                    forward(Responded.Refused.because(problem, commanded.received()));
                }
            } else if (judged instanceof Judged.Ended ended) {
                settings(ended.key()).ifPresent(settings -> alerts.end(ended.key(), ended.at(), ended.why(), settings)
                        .forEach(this::publish));
            } else if (judged instanceof Judged.Forgotten forgotten) {
                alerts.forget(forgotten.key());
            } else if (judged instanceof Judged.Clock clock) {
                eventTime = clock.now();
                alerts.elapsed(clock.now(), declared(), key -> !clock.standing() || watchesTime(key))
                        .forEach(this::publish);
            }
        }

        private void found(Finding finding) {
            AlertKey key = AlertKey.of(finding);
            if (finding.outcome() != RuleOutcome.BREACH || !paused.contains(key, now())) {
                settings(key).ifPresent(settings -> alerts.on(finding, settings).forEach(this::publish));
            }
        }

        private Instant now() {
            return Instant.ofEpochMilli(context().currentSystemTimeMs());
        }

        /** Does what somebody said; why not, where that is not possible. */
        private @Nullable String obey(AlertCommand command) {
            if (command.kind() == AlertCommand.Kind.SILENCE) {
                return silence(command);
            }
            if (command.kind() == AlertCommand.Kind.PAUSE) {
                return pause(command);
            }
            String alertId = Objects.requireNonNull(command.alertId());
            Optional<AlertKey> key = alerts.find(command.application(), alertId);
            Optional<AlertSettings> settings = key.flatMap(this::settings);
            if (key.isEmpty() || settings.isEmpty()) {
                return command.application() + " has no open alert " + alertId;
            }
            List<AlertEvent> events = command.kind() == AlertCommand.Kind.CLOSE
                    ? alerts.close(key.get(), command.said(), settings.get())
                    : alerts.acknowledge(key.get(), command.said(), settings.get());
            events.forEach(this::publish);
            return null;
        }

        private @Nullable String silence(AlertCommand command) {
            Instant until = Objects.requireNonNull(command.until());
            if (!until.isAfter(now())) {
                return "until is over: " + until;
            }
            if (silences.get(command.said().commandId()) != null) {
                return null; // a repeat, which may say a later time
            }
            Silence silence = new Silence(command.application(), command.said(), command.matchers(), until);
            if (alerts.silencesOf(command.application()) >= MAX_SILENCES) {
                return command.application() + " has " + MAX_SILENCES + " silences; match more alerts with one";
            }
            alerts.silence(silence, declared()).forEach(this::publish);
            silences.changed(command.said().commandId(), silence);
            return null;
        }

        private @Nullable AlertEvent openAlert(AlertCommand command) {
            return alerts.find(command.application(), Objects.requireNonNull(command.alertId()))
                    .flatMap(key -> settings(key).map(settings -> alerts.event(key, settings)))
                    .orElse(null);
        }

        private void forward(Responded responded) {
            context().forward(new Record<>("", responded, context().currentSystemTimeMs()));
        }

        private @Nullable String pause(AlertCommand command) {
            Pause pause = Pause.of(command, Objects.requireNonNull(command.until()));
            Policy policy = policies.policyOf(pause.application());
            if (pause.rule() != null && policy.rule(pause.rule()).isEmpty()) {
                List<String> rules = policy.rules().stream()
                        .map(declared -> declared.rule().id())
                        .toList();
                return pause.application() + " has no rule " + pause.rule() + ", its rules are " + rules;
            }
            if (!pause.until().isAfter(now())) {
                return "until is over: " + pause.until();
            }
            paused.begin(pause);
            alerts.pause(pause, declared()).forEach(this::publish);
            return null;
        }

        private Declared declared() {
            declared = declared.isCurrent() ? declared : new Declared();
            return declared;
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

        private void keep(AlertKey key) {
            OpenAlert open = alerts.get(key);
            if (open == null) {
                store.delete(key);
            } else {
                store.changed(key, open);
            }
        }

        private void publish(AlertEvent event) {
            gauges.alert(event);
            long now = context().currentSystemTimeMs();
            if (event.status() == AlertStatus.FIRING) {
                metrics.alertLatency(Duration.between(event.at(), Instant.ofEpochMilli(now)));
            }
            context().forward(new Record<>(event.key().toString(), new Responded.Told(event), now));
        }

        @Override
        public void close() {
            gauges.close();
        }
    }
}
