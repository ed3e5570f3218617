package io.riskmonitor.streams;

import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.AlertStatus;
import io.riskmonitor.review.Inquiry;
import io.riskmonitor.wire.HourKey;
import io.riskmonitor.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/** Asks for the interactions that an alert names when it fires, each once. */
record Flag(Duration verdictHorizon, Wire wire) implements ProcessorSupplier<String, AlertEvent, String, Inquiry> {

    static final String FLAGS = "flags";

    /** Interactions that are flagged for the alerts that began in one hour of an application, at most. */
    static final int MAX_FLAGS = 100;

    private static final int MAX_CLEAN = 1_000;

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(ObjectStore.builder(FLAGS, wire.hourKey(), wire.names(), MAX_CLEAN));
    }

    @Override
    public Processor<String, AlertEvent, String, Inquiry> get() {
        return new Flagger();
    }

    private final class Flagger extends ContextualProcessor<String, AlertEvent, String, Inquiry> {

        /** Alerts and interactions that were asked for, by the hour in which the alert began. */
        private ObjectStore<HourKey, List<String>> flags;

        private final TreeSet<HourKey> hours =
                new TreeSet<>(Comparator.comparing(HourKey::from).thenComparing(HourKey::application));

        @Override
        public void init(ProcessorContext<String, Inquiry> context) {
            super.init(context);
            flags = context.getStateStore(FLAGS);
            hours.clear();
            flags.forEachKey(hours::add);
        }

        @Override
        public void process(Record<String, AlertEvent> record) {
            AlertEvent event = record.value();
            if (event.status() != AlertStatus.FIRING) {
                return;
            }
            String application = event.key().application();
            HourKey hour = new HourKey(application, event.startedAt().truncatedTo(ChronoUnit.HOURS));
            List<String> before = flags.get(hour);
            List<String> asked = before == null ? new ArrayList<>() : new ArrayList<>(before);
            for (String id : event.finding().evidence().exemplars()) {
                String flag = event.alertId() + "/" + id;
                if (asked.size() < MAX_FLAGS && !asked.contains(flag)) {
                    asked.add(flag);
                    context()
                            .forward(new Record<>(
                                    application,
                                    new Inquiry.Flag(application, id, List.of(event.alertId()), null, event.at()),
                                    event.at().toEpochMilli()));
                }
            }
            if (before == null || asked.size() > before.size()) {
                flags.changed(hour, asked);
                hours.add(hour);
                forget(event.at().minus(verdictHorizon));
            }
        }

        /** What began so long ago nobody remembers, so it would not be answered either. */
        private void forget(Instant until) {
            while (hours.first().from().isBefore(until) && hours.size() > 1) {
                flags.delete(hours.pollFirst());
            }
        }
    }
}
