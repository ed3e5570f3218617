package io.riskmonitor.streams;

import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.review.FairSample;
import io.riskmonitor.review.Inquiry;
import io.riskmonitor.review.SampledFor;
import io.riskmonitor.wire.HourKey;
import io.riskmonitor.wire.SampleKey;
import io.riskmonitor.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Takes a few failures of every category, group and hour of event time for people to look at, whatever the volume, and asks
 * for them when the hour is over.
 */
record Sample(Wire wire) implements ProcessorSupplier<String, Judged, String, Inquiry> {

    static final String SAMPLES = "samples";

    /** Categories and groups that are sampled in one hour of an application, at most. */
    static final int MAX_SAMPLES = 200;

    private static final int MAX_CLEAN = 10_000;
    private static final Duration HOUR = Duration.ofHours(1);

    private static final Comparator<SampleKey> ORDER = Comparator.comparing(
                    (SampleKey key) -> key.hour().from())
            .thenComparing(key -> key.hour().application())
            .thenComparing(key -> key.of().category())
            .thenComparing(key -> key.of().group());

    /** Whether it is about samples. */
    static boolean concerns(Judged judged) {
        return judged instanceof Judged.Seen || judged instanceof Judged.Clock;
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(ObjectStore.builder(SAMPLES, wire.sampleKey(), wire.names(), MAX_CLEAN));
    }

    @Override
    public Processor<String, Judged, String, Inquiry> get() {
        return new Sampler();
    }

    private final class Sampler extends ContextualProcessor<String, Judged, String, Inquiry> {

        private ObjectStore<SampleKey, List<String>> samples;

        /** Of the hours that are not over. */
        private final TreeSet<SampleKey> taken = new TreeSet<>(ORDER);

        private final TreeMap<HourKey, Integer> perHour =
                new TreeMap<>(Comparator.comparing(HourKey::from).thenComparing(HourKey::application));

        private Instant time = Instant.MIN;

        @Override
        public void init(ProcessorContext<String, Inquiry> context) {
            super.init(context);
            samples = context.getStateStore(SAMPLES);
            taken.clear();
            perHour.clear();
            time = Instant.MIN;
            samples.forEachKey(this::index);
        }

        private void index(SampleKey key) {
            if (taken.add(key)) {
                perHour.merge(key.hour(), 1, Integer::sum);
            }
        }

        @Override
        public void process(Record<String, Judged> record) {
            if (record.value() instanceof Judged.Clock clock) {
                time = clock.now().isAfter(time) ? clock.now() : time;
                askForThoseThatAreOver();
            } else if (record.value() instanceof Judged.Seen seen) {
                take(seen);
            }
        }

        private void take(Judged.Seen seen) {
            Instant from = seen.paneStart().truncatedTo(ChronoUnit.HOURS);
            if (from.plus(HOUR).isBefore(time)) {
                return; // its hour was sampled
            }
            HourKey hour = new HourKey(seen.application(), from);
            seen.tally().slices().forEach((key, slice) -> take(hour, key, slice));
        }

        private void take(HourKey hour, Tally.SliceKey slice, Tally.Slice seen) {
            seen.counts().forEach((strand, counts) -> {
                if (!counts.exemplars().isEmpty()) {
                    take(new SampleKey(hour, new SampledFor(strand.series().category(), slice.group())), counts);
                }
            });
        }

        private void take(SampleKey key, Counts counts) {
            List<String> before = taken.contains(key) ? samples.get(key) : null;
            if (before == null && perHour.getOrDefault(key.hour(), 0) >= MAX_SAMPLES) {
                return;
            }
            FairSample sample = new FairSample();
            boolean changed = false;
            if (before != null) {
                before.forEach(sample::offer);
            }
            for (Counts.Exemplar exemplar : counts.exemplars()) {
                changed |= sample.offer(exemplar.interactionId());
            }
            if (changed) {
                samples.changed(key, List.copyOf(sample.ids()));
                index(key);
            }
        }

        /** The last pane of an hour comes when time is at its end. */
        private void askForThoseThatAreOver() {
            while (!taken.isEmpty() && taken.first().hour().from().plus(HOUR).isBefore(time)) {
                SampleKey key = Objects.requireNonNull(taken.pollFirst());
                perHour.remove(key.hour());
                List<String> ids = Objects.requireNonNull(samples.get(key));
                samples.delete(key);
                String application = key.hour().application();
                Instant at = key.hour().from().plus(HOUR);
                ids.forEach(id -> context()
                        .forward(new Record<>(
                                application,
                                new Inquiry.Flag(application, id, List.of(), key.of(), at),
                                at.toEpochMilli())));
            }
        }
    }
}
