package io.riskmonitor.streams;

import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.digest.Digest;
import io.riskmonitor.digest.Logbook;
import io.riskmonitor.digest.SeriesWeek;
import io.riskmonitor.digest.Week;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.policy.PolicyBook;
import io.riskmonitor.segment.Series;
import io.riskmonitor.wire.WeekKey;
import io.riskmonitor.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what was judged by week, and reviews every week of an application once: when event time is past its end by so much
 * that nothing of it may come any more.
 *
 * @param lateness how long after the end of a week events of it may come
 */
record Digests(Duration lateness, Wire wire, PolicyBook policies)
        implements ProcessorSupplier<String, Responded, String, Digest> {

    static final String WEEKS = "weeks";
    static final String LOGBOOKS = "logbooks";

    private static final int MAX_CLEAN = 1_000;

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                ObjectStore.builder(WEEKS, wire.weekKey(), wire.seriesWeek(), MAX_CLEAN),
                ObjectStore.builder(LOGBOOKS, Serdes.String(), wire.logbook(), MAX_CLEAN));
    }

    @Override
    public Processor<String, Responded, String, Digest> get() {
        return new Reviewer();
    }

    private final class Reviewer extends ContextualProcessor<String, Responded, String, Digest> {

        private ObjectStore<WeekKey, SeriesWeek> weeks;
        private ObjectStore<String, Logbook> logbooks;
        private DueTimes due;

        @Override
        public void init(ProcessorContext<String, Digest> context) {
            super.init(context);
            weeks = context.getStateStore(WEEKS);
            logbooks = context.getStateStore(LOGBOOKS);
            due = new DueTimes();
            logbooks.forEachKey(application -> await(application, logbook(application)));
        }

        @Override
        public void process(Record<String, Responded> record) {
            if (record.value() instanceof Responded.Told told) {
                hear(told.event());
            } else if (record.value() instanceof Responded.PassedOn passedOn) {
                if (passedOn.judged() instanceof Judged.Seen counted) {
                    count(counted);
                } else if (passedOn.judged() instanceof Judged.Clock clock && !clock.standing()) {
                    review(clock.now());
                }
            }
        }

        private void hear(AlertEvent event) {
            String application = event.key().application();
            Logbook logbook = logbook(application);
            logbook.hear(event);
            if (!logbook.isEmpty()) {
                logbooks.changed(application, logbook);
            }
        }

        private void count(Judged.Seen counted) {
            String application = counted.application();
            Week week = Week.of(counted.paneStart());
            Logbook logbook = logbook(application);
            boolean known = logbook.pages().containsKey(week);
            logbook.see(week, counted.tally(), series -> week(new WeekKey(application, week, series)));
            logbooks.changed(application, logbook);
            if (!known) {
                await(application, logbook);
            }
        }

        /** To be added to. */
        private SeriesWeek week(WeekKey key) {
            SeriesWeek stored = weeks.get(key);
            SeriesWeek week = stored == null ? new SeriesWeek() : stored;
            weeks.changed(key, week);
            return week;
        }

        private void review(Instant now) {
            long millis = now.toEpochMilli();
            for (var next = due.firstUntil(millis); next.isPresent(); next = due.firstUntil(millis)) {
                String application = next.get().application();
                Logbook logbook = logbook(application);
                for (var over = logbook.over(now, lateness); over.isPresent(); over = logbook.over(now, lateness)) {
                    review(application, logbook, over.get());
                }
                logbook.forget(now, lateness).forEach((week, page) -> page.series()
                        .forEach(series -> weeks.delete(new WeekKey(application, week, series))));
                if (logbook.isOver()) {
                    logbooks.delete(application);
                } else {
                    logbooks.changed(application, logbook);
                }
                await(application, logbook);
            }
        }

        private void review(String application, Logbook logbook, Week week) {
            Policy policy = policies.policyOf(application);
            Digest digest = Digest.of(
                    application,
                    week,
                    policy.version(),
                    logbook,
                    seen(application, logbook, week),
                    seen(application, logbook, week.before()),
                    series -> weight(policy, series));
            logbook.close(week);
            if (digest.interactions() > 0) {
                context().forward(new Record<>(application, digest, context().currentSystemTimeMs()));
            }
        }

        /** A failure that no rule is about counts least. */
        private static double weight(Policy policy, Series series) {
            Severity severity = policy.severityOf(series).orElse(Severity.LOW);
            return Objects.requireNonNull(policy.risk().weights().get(severity));
        }

        private SortedMap<Series, SeriesWeek> seen(String application, Logbook logbook, Week week) {
            SortedMap<Series, SeriesWeek> seen = new TreeMap<>();
            Logbook.@Nullable Page page = logbook.pages().get(week);
            if (page != null) {
                page.series().forEach(series -> {
                    SeriesWeek stored = weeks.get(new WeekKey(application, week, series));
                    seen.put(series, stored == null ? new SeriesWeek() : stored);
                });
            }
            return seen;
        }

        private Logbook logbook(String application) {
            Logbook logbook = logbooks.get(application);
            return logbook == null ? new Logbook() : logbook;
        }

        private void await(String application, Logbook logbook) {
            due.set(application, logbook.due(lateness));
        }
    }
}
