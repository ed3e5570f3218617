package io.riskmonitor.streams;

import io.riskmonitor.pane.Panes;
import io.riskmonitor.pane.Snapshot;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Watermark;
import io.riskmonitor.wire.PaneKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tallies of one input partition that may still change, and which of them the judges have not seen yet. */
final class Tallies {

    private static final Comparator<PaneKey> BY_TIME =
            Comparator.comparingLong(PaneKey::paneStart).thenComparing(PaneKey::application);

    private final ObjectStore<PaneKey, Tally> store;
    private final Panes panes;
    private final Duration lateness;
    private final int partition;
    private final TreeSet<PaneKey> open = new TreeSet<>(BY_TIME);
    private final TreeSet<PaneKey> unsent = new TreeSet<>(BY_TIME);

    // the tally used last: most events fall into the pane of the one before
    private @Nullable PaneKey lastKey;
    private @Nullable Tally last;
    private long lastFlush;

    /** A commit may have come between the last change and the last sending, so at first all of them count as unsent. */
    Tallies(ObjectStore<PaneKey, Tally> store, Panes panes, Duration lateness, int partition) {
        this.store = store;
        this.panes = panes;
        this.lateness = lateness;
        this.partition = partition;
        store.forEachKey(open::add);
        unsent.addAll(open);
    }

    /** The tally to change for an event; null where the event is too late. */
    @Nullable
    Tally at(String application, Instant time, long watermark) {
        if (isTooLate(time, watermark)) {
            return null;
        }
        long paneStart = panes.startOf(time);
        if (lastKey != null
                && last != null
                && lastFlush == store.flushes() // else it must be marked as changed again
                && lastKey.paneStart() == paneStart
                && lastKey.application().equals(application)) {
            return last;
        }
        PaneKey key = new PaneKey(application, paneStart, partition);
        Tally tally = store.get(key);
        if (tally == null) {
            tally = new Tally();
            open.add(key);
        }
        store.changed(key, tally);
        unsent.add(key);
        lastKey = key;
        last = tally;
        lastFlush = store.flushes();
        return tally;
    }

    /** Whether no event of that time is counted any more. */
    boolean isTooLate(Instant time, long watermark) {
        return isClosed(panes.startOf(time), watermark);
    }

    private boolean isClosed(long paneStart, long watermark) {
        return watermark != Watermark.NONE && panes.endOf(paneStart) + lateness.toMillis() <= watermark;
    }

    /** Hands over the tallies that have changed, oldest first. */
    void send(Consumer<Snapshot> judges) {
        for (PaneKey key : unsent) {
            Tally tally = Objects.requireNonNull(store.get(key));
            judges.accept(new Snapshot(key.application(), partition, key.paneStart(), tally));
        }
        unsent.clear();
        lastKey = null; // what was sent must count as unsent again once it changes
    }

    /** Forgets the tallies that no event can change any more. */
    void close(long watermark) {
        while (!open.isEmpty() && isClosed(open.first().paneStart(), watermark)) {
            store.delete(open.pollFirst());
        }
    }
}
