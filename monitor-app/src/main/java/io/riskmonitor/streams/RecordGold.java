package io.riskmonitor.streams;

import io.riskmonitor.gold.GoldCounts;
import io.riskmonitor.gold.GoldDay;
import io.riskmonitor.gold.GoldSet;
import io.riskmonitor.gold.GoldStanding;
import io.riskmonitor.metrics.RiskMetrics;
import io.riskmonitor.pane.Graded;
import io.riskmonitor.pane.Report;
import io.riskmonitor.pane.Watermark;
import io.riskmonitor.wire.GoldDayKey;
import io.riskmonitor.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/** Keeps how each gold case was answered, day by day, where its application is judged, and shows how far the set is covered. */
record RecordGold(int partitions, Wire wire, GoldSet cases, GoldStandings standings, RiskMetrics metrics)
        implements ProcessorSupplier<String, Report, Void, Void> {

    /** Days over which a case counts as covered, the day of the latest event included. */
    static final int COVERED_DAYS = 7;

    static final Duration TICK = Duration.ofSeconds(2);

    private static final int MAX_CLEAN = 100;

    /** Whether it has anything to do with gold cases. */
    static boolean concerns(Report report) {
        return report instanceof Graded || report instanceof Watermark;
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(ObjectStore.builder(GoldResults.STORE, wire.goldDayKey(), wire.goldDay(), MAX_CLEAN));
    }

    @Override
    public Processor<String, Report, Void, Void> get() {
        return new Recorder();
    }

    private final class Recorder extends ContextualProcessor<String, Report, Void, Void> {

        private final Set<String> shown = new HashSet<>();
        private GoldResults results;
        private RiskMetrics.Owned gauges;

        /** Of the latest event that was heard of. */
        private long today;

        private boolean stale;
        private long shownChanges;

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            super.init(context);
            ObjectStore<GoldDayKey, GoldDay> stored = context.getStateStore(GoldResults.STORE);
            results = new GoldResults(stored);
            gauges = metrics.newOwner();
            today = results.latestDay();
            stale = true;
            context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> show());
        }

        @Override
        public void process(Record<String, Report> record) {
            if (record.value() instanceof Graded graded) {
                reach(graded.at().toEpochMilli());
                results.add(graded);
                results.forgetBefore(today);
                stale = true;
            } else if (record.value() instanceof Watermark watermark && watermark.time() != Watermark.NONE) {
                reach(watermark.time());
            }
        }

        private void reach(long millis) {
            long day = GoldResults.dayOf(millis);
            if (day > today) {
                today = day;
                results.forgetBefore(today);
                stale = true;
            }
        }

        private void show() {
            long changes = cases.changes();
            if (today == Long.MIN_VALUE || !stale && changes == shownChanges) {
                return;
            }
            SortedSet<String> applications = results.applications();
            cases.applications().stream().filter(this::isJudgedHere).forEach(applications::add);
            shown.removeAll(applications);
            shown.forEach(gone -> gauges.gold(gone, 0, Double.NaN));
            standings.forget(shown);
            shown.clear();
            applications.forEach(this::show);
            shown.addAll(applications);
            stale = false;
            shownChanges = changes;
        }

        private boolean isJudgedHere(String application) {
            byte[] key = application.getBytes(StandardCharsets.UTF_8);
            return ToHome.partitionOf(key, partitions) == context().taskId().partition();
        }

        private void show(String application) {
            List<String> asked = cases.casesOf(application);
            long firstDay = today - COVERED_DAYS + 1;
            SortedMap<String, GoldCounts> week = results.between(application, firstDay, today + 1);
            int covered = (int) asked.stream()
                    .filter(caseId -> week.getOrDefault(caseId, GoldCounts.NONE).isGraded())
                    .count();
            GoldStanding standing = new GoldStanding(
                    application,
                    cases.version(application),
                    asked.size(),
                    covered,
                    LocalDate.ofEpochDay(firstDay),
                    LocalDate.ofEpochDay(today),
                    week);
            gauges.gold(application, standing.cases(), standing.coverage());
            standings.show(standing);
        }

        @Override
        public void close() {
            gauges.close();
            standings.forget(shown);
        }
    }
}
