package io.riskmonitor.streams;

import io.riskmonitor.alert.AlertCommand;
import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.escalation.Climb;
import io.riskmonitor.escalation.Deadline;
import io.riskmonitor.escalation.Deadlines;
import io.riskmonitor.escalation.Escalation;
import io.riskmonitor.escalation.EscalationPath;
import io.riskmonitor.escalation.Escalations;
import io.riskmonitor.escalation.RunningDeadline;
import io.riskmonitor.interaction.RefusalReason;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Steps every alert up its escalation path, and reminds of deadlines, by the clock. What became due while nobody was there
 * is told as soon as somebody is: late rather than never.
 */
record Escalate(Wire wire, PolicyBook policies, RiskMetrics metrics)
        implements ProcessorSupplier<String, Responded, String, Responded> {

    static final String CLIMBS = "climbs";
    static final String DEADLINES = "deadlines";

    /** How late somebody may be told. */
    private static final Duration TICK = Duration.ofSeconds(1);

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                ObjectStore.builder(CLIMBS, wire.alertKey(), wire.climb(), 0),
                ObjectStore.builder(DEADLINES, wire.deadlineKey(), wire.deadline(), 0));
    }

    @Override
    public Processor<String, Responded, String, Responded> get() {
        return new Escalator();
    }

    private final class Escalator extends ContextualProcessor<String, Responded, String, Responded> {

        private ObjectStore<AlertKey, Climb> climbStore;
        private ObjectStore<RunningDeadline.Key, RunningDeadline> deadlineStore;
        private Escalations escalations;
        private Deadlines deadlines;
        private RiskMetrics.Owned gauges;
        private Soon soon;
        private @Nullable Map<String, Policy> plannedBy;

        @Override
        public void init(ProcessorContext<String, Responded> context) {
            super.init(context);
            climbStore = context.getStateStore(CLIMBS);
            deadlineStore = context.getStateStore(DEADLINES);
            escalations = new Escalations();
            deadlines = new Deadlines();
            gauges = metrics.newOwner();
            soon = new Soon(context);
            climbStore.forEachKey(this::restore);
            deadlineStore.forEachKey(
                    key -> Optional.ofNullable(deadlineStore.get(key)).ifPresent(deadlines::restore));
            context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> elapsed(Instant.ofEpochMilli(now)));
        }

        private void restore(AlertKey key) {
            Climb climb = climbStore.get(key);
            if (climb != null) {
                escalations.restore(key, climb);
                gauges.climb(key, climb.level());
            }
        }

        @Override
        public void process(Record<String, Responded> record) {
            Instant now = Instant.ofEpochMilli(context().currentSystemTimeMs());
            if (record.value() instanceof Responded.Told told) {
                hear(told.event(), now);
            } else if (record.value() instanceof Responded.Commanded commanded) {
                String problem = obey(commanded, now);
                if (problem != null) {
                    metrics.refused(RefusalReason.INVALID_COMMAND);
                    forward("", Responded.Refused.because(problem, commanded.received()));
                }
            }
        }

        private void hear(AlertEvent alert, Instant now) {
            tell(escalations.on(alert, pathOf(alert), now), now);
        }

        /** Does what somebody said; why not, where that is not possible. */
        private @Nullable String obey(Responded.Commanded commanded, Instant now) {
            AlertCommand command = commanded.command();
            String application = command.application();
            String alertId = Objects.requireNonNull(command.alertId());
            Optional<AlertEvent> known = deadlines.alert(application, alertId);
            if (command.kind() == AlertCommand.Kind.REPORTED) {
                tell(deadlines.reported(application, alertId, command.said(), now), now);
                return known.isPresent() ? null : application + " has no deadline of alert " + alertId;
            }
            AlertEvent alert = commanded.alert() != null ? commanded.alert() : known.orElse(null);
            if (alert == null) {
                return application + " has no open alert " + alertId;
            }
            List<Deadline> declared = policies.policyOf(application).deadlines();
            if (declared.isEmpty()) {
                return "the policy of " + application + " declares no deadlines";
            }
            Instant awareAt = command.awareAt() != null
                    ? command.awareAt()
                    : command.said().at();
            tell(deadlines.declare(alert, declared, awareAt, command.said().commandId(), now), now);
            return null;
        }

        private void elapsed(Instant now) {
            if (plannedBy != policies.declared()) {
                plannedBy = policies.declared();
                escalations.replan(now, this::pathOf);
            }
            tell(escalations.elapsed(now, this::pathOf), now);
            tell(deadlines.elapsed(now), now);
        }

        private EscalationPath pathOf(AlertEvent alert) {
            return policyOf(alert).escalation().orOwner(alert.owner());
        }

        private Policy policyOf(AlertEvent alert) {
            return policies.policyOf(alert.key().application());
        }

        private void tell(List<Escalation> told, Instant now) {
            for (Escalation escalation : told) {
                forward(escalation.id(), new Responded.Escalated(escalation));
                soon.commitSoon();
                if (escalation.isNews()) {
                    AlertEvent alert = escalation.alert();
                    tell(deadlines.on(alert, policyOf(alert).deadlines(), now), now);
                }
            }
            escalations.moved().forEach(this::keep);
            deadlines.moved().forEach(this::keep);
        }

        private void forward(String key, Responded responded) {
            context().forward(new Record<>(key, responded, context().currentSystemTimeMs()));
        }

        private void keep(AlertKey key) {
            Climb climb = escalations.get(key);
            if (climb == null) {
                climbStore.delete(key);
                gauges.forgetClimb(key);
            } else {
                climbStore.changed(key, climb);
                gauges.climb(key, climb.level());
            }
        }

        private void keep(RunningDeadline.Key key) {
            RunningDeadline deadline = deadlines.get(key);
            if (deadline == null) {
                deadlineStore.delete(key);
            } else {
                deadlineStore.changed(key, deadline);
            }
        }

        @Override
        public void close() {
            gauges.close();
        }
    }
}
