package io.riskmonitor.digest;

import io.riskmonitor.alert.AlertEvent;
import io.riskmonitor.alert.AlertStatus;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Tally.Slice;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one application from week to week, beside the counts of its series: which weeks are not reviewed
 * yet, what became of its alerts, and what came too late for a review.
 */
public final class Logbook {

    /** Series that are counted in a week, at most. */
    static final int MAX_SERIES = 100;

    /** Alerts that are remembered one by one, at most: those that are open, and those of the week. */
    static final int MAX_ALERTS = 1_000;

    /** One week that was seen. */
    public static final class Page {
        private long interactions;
        private long verdictsLeftOut;
        private final SortedSet<Series> series = new TreeSet<>();

        public long interactions() {
            return interactions;
        }

        /** Verdicts of series that are not counted. */
        public long verdictsLeftOut() {
            return verdictsLeftOut;
        }

        /** The series that are counted. */
        public SortedSet<Series> series() {
            return series;
        }

        /** Adds to the counts; for reading what is stored. */
        public void add(long moreInteractions, long moreLeftOut) {
            interactions += moreInteractions;
            verdictsLeftOut += moreLeftOut;
        }
    }

    private final SortedMap<Week, Page> pages = new TreeMap<>();
    private final SortedMap<String, Episode> alerts = new TreeMap<>();
    private long firingsLeftOut;
    private @Nullable Week closed;
    private long lateInteractions;
    private long lateVerdicts;

    /** Weeks that were seen: those not reviewed yet, and the one before. */
    public SortedMap<Week, Page> pages() {
        return pages;
    }

    /** Ids of alerts that fired, open or of a week not reviewed yet, to what became of them. */
    public SortedMap<String, Episode> alerts() {
        return alerts;
    }

    /** Times that an alert fired that is not among {@link #alerts}, as there were too many. */
    public long firingsLeftOut() {
        return firingsLeftOut;
    }

    /** The last week that was reviewed; null before the first. What belongs to it or an earlier one comes too late. */
    public @Nullable Week closed() {
        return closed;
    }

    /** Interactions that came too late for the review of their week, since the last review. */
    public long lateInteractions() {
        return lateInteractions;
    }

    /** Verdicts that came too late for the review of their week, since the last review. */
    public long lateVerdicts() {
        return lateVerdicts;
    }

    /** Puts back what was stored. */
    public void restore(@Nullable Week lastClosed, long interactions, long verdicts, long firings) {
        closed = lastClosed;
        lateInteractions = interactions;
        lateVerdicts = verdicts;
        firingsLeftOut = firings;
    }

    /** Whether nothing is worth remembering. */
    public boolean isEmpty() {
        return pages.isEmpty() && alerts.isEmpty() && closed == null;
    }

    /**
     * Counts what was seen in a pane.
     *
     * @param counted of a series in that week, to be added to
     */
    public void see(Week week, Tally tally, Function<Series, SeriesWeek> counted) {
        if (isClosed(week)) {
            lateInteractions += tally.seen(Group.ALL);
            lateVerdicts += judged(tally);
            return;
        }
        Page page = pages.computeIfAbsent(week, w -> new Page());
        page.interactions += tally.seen(Group.ALL);
        SortedMap<SliceKey, Slice> slices = new TreeMap<>(SeriesWeek.IN_ORDER);
        slices.putAll(tally.slices());
        Map<Series, SeriesWeek> touched = new TreeMap<>();
        slices.forEach((key, slice) -> slice.counts().forEach((strand, counts) -> {
            SeriesWeek series = touched(page, strand.series(), touched, counted);
            if (series != null) {
                series.add(key, strand.version(), counts);
            } else if (key.group().isAll()) {
                page.verdictsLeftOut += counts.judged();
            }
        }));
        tally.pairs().forEach((compared, pairs) -> {
            SeriesWeek series = touched(page, compared.strand().series(), touched, counted);
            if (series != null) {
                series.add(compared.reference(), pairs);
            }
        });
    }

    private static @Nullable SeriesWeek touched(
            Page page, Series series, Map<Series, SeriesWeek> touched, Function<Series, SeriesWeek> counted) {
        SeriesWeek known = touched.get(series);
        if (known == null && (page.series.contains(series) || page.series.size() < MAX_SERIES)) {
            page.series.add(series);
            known = counted.apply(series);
            touched.put(series, known);
        }
        return known;
    }

    private static long judged(Tally tally) {
        return tally.slices().entrySet().stream()
                .filter(slice -> slice.getKey().group().isAll())
                .flatMap(slice -> slice.getValue().counts().values().stream())
                .mapToLong(counts -> counts.judged())
                .sum();
    }

    /** Takes note of what became of an alert. One that nobody was told of is none. */
    public void hear(AlertEvent event) {
        Episode known = alerts.get(event.alertId());
        if (known != null) {
            alerts.put(event.alertId(), known.after(event));
        } else if (event.status() == AlertStatus.FIRING && alerts.size() < MAX_ALERTS) {
            alerts.put(event.alertId(), Episode.of(event));
        } else if (event.status() == AlertStatus.FIRING) {
            firingsLeftOut++;
        }
    }

    private boolean isClosed(Week week) {
        return closed != null && week.compareTo(closed) <= 0;
    }

    /**
     * When there is something to do next: a week to review, or one to forget.
     *
     * @param lateness how long after the end of a week events of it may come
     */
    public Optional<Instant> due(Duration lateness) {
        // a week is compared with the one before
        return pages.keySet().stream()
                .map(week -> isClosed(week) ? week.next() : week)
                .map(week -> week.end().plus(lateness))
                .min(Comparator.naturalOrder());
    }

    /** The first week that is over by then and not reviewed yet. */
    public Optional<Week> over(Instant now, Duration lateness) {
        return pages.keySet().stream()
                .filter(week -> !isClosed(week))
                .filter(week -> !week.end().plus(lateness).isAfter(now))
                .findFirst();
    }

    /** A week is reviewed. */
    public void close(Week week) {
        closed = week;
        alerts.values()
                .removeIf(alert ->
                        alert.firedAt().isBefore(week.end()) && alert.overAt() != null && !alert.isOpenAt(week.end()));
        lateInteractions = 0;
        lateVerdicts = 0;
        firingsLeftOut = 0;
    }

    /** Whether all that is left is which week was reviewed last, of which nothing can come any more once it is forgotten. */
    public boolean isOver() {
        return pages.isEmpty() && alerts.isEmpty() && lateInteractions + lateVerdicts + firingsLeftOut == 0;
    }

    /** Forgets the weeks with which none will be compared any more; those that were forgotten. */
    public SortedMap<Week, Page> forget(Instant now, Duration lateness) {
        SortedMap<Week, Page> forgotten = new TreeMap<>();
        pages.forEach((week, page) -> {
            if (isClosed(week) && !week.next().end().plus(lateness).isAfter(now)) {
                forgotten.put(week, page);
            }
        });
        pages.keySet().removeAll(forgotten.keySet());
        return forgotten;
    }
}
