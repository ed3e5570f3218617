package io.riskmonitor.streams;

import io.riskmonitor.gold.GoldCounts;
import io.riskmonitor.gold.GoldDay;
import io.riskmonitor.pane.Graded;
import io.riskmonitor.wire.GoldDayKey;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The gold results of the applications of one task, by day of event time (UTC, counted from 1970-01-01). */
final class GoldResults {

    static final String STORE = "gold-results";

    /** So many days are kept: a weekly digest looks back on the week before the last. */
    static final int KEPT_DAYS = 35;

    private static final long DAY_MILLIS = 86_400_000;

    private final ObjectStore<GoldDayKey, GoldDay> store;
    private final TreeSet<GoldDayKey> days =
            new TreeSet<>(Comparator.comparingLong(GoldDayKey::day).thenComparing(GoldDayKey::application));

    /** To be opened before the store is changed. */
    GoldResults(ObjectStore<GoldDayKey, GoldDay> store) {
        this.store = store;
        store.forEachKey(days::add);
    }

    static long dayOf(long millis) {
        return Math.floorDiv(millis, DAY_MILLIS);
    }

    void add(Graded graded) {
        GoldDayKey key = new GoldDayKey(graded.application(), dayOf(graded.at().toEpochMilli()));
        GoldDay stored = store.get(key);
        GoldDay day = stored == null ? new GoldDay() : stored;
        day.add(graded.caseId(), GoldCounts.of(graded.outcome()));
        store.changed(key, day);
        days.add(key);
    }

    /** Results of each case that was answered on these days, the last one not included. */
    SortedMap<String, GoldCounts> between(String application, long firstDay, long endDay) {
        SortedMap<String, GoldCounts> sum = new TreeMap<>();
        for (long day = firstDay; day < endDay; day++) {
            GoldDayKey key = new GoldDayKey(application, day);
            GoldDay results = days.contains(key) ? store.get(key) : null;
            if (results != null) {
                results.cases().forEach((caseId, counts) -> sum.merge(caseId, counts, GoldCounts::plus));
            }
        }
        return sum;
    }

    /** Those with results, in alphabetical order. */
    SortedSet<String> applications() {
        return days.stream().map(GoldDayKey::application).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The last day with results; {@link Long#MIN_VALUE} where there are none. */
    long latestDay() {
        return days.isEmpty() ? Long.MIN_VALUE : days.last().day();
    }

    /** Forgets what is older than is kept. */
    void forgetBefore(long today) {
        while (!days.isEmpty() && days.first().day() <= today - KEPT_DAYS) {
            store.delete(days.pollFirst());
        }
    }
}
