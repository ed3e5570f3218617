package io.riskmonitor.streams;

import io.riskmonitor.pane.Snapshot;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.wire.PaneKey;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The panes that judges wait to be complete, and those judged lately: per input partition the newest tally. */
final class OpenPanes {

    private final ObjectStore<PaneKey, Tally> parts;
    private final TreeMap<Long, TreeMap<String, Set<Integer>>> index = new TreeMap<>();

    OpenPanes(ObjectStore<PaneKey, Tally> parts) {
        this.parts = parts;
        parts.forEachKey(this::index);
    }

    private void index(PaneKey key) {
        index.computeIfAbsent(key.paneStart(), start -> new TreeMap<>())
                .computeIfAbsent(key.application(), application -> new TreeSet<>())
                .add(key.inputPartition());
    }

    /** Puts the newest tally in the place of the one before; returns what is new in it. */
    Tally replace(Snapshot snapshot) {
        PaneKey key = new PaneKey(snapshot.application(), snapshot.paneStart(), snapshot.inputPartition());
        Tally before = parts.get(key);
        parts.changed(key, snapshot.tally());
        index(key);
        return before == null ? snapshot.tally() : snapshot.tally().since(before);
    }

    /** Starts of the panes that end no later than {@code endMillis} and no earlier than {@code afterMillis}, in order. */
    Iterable<Long> startsBetween(long afterMillis, long endMillis) {
        return afterMillis >= endMillis
                ? Set.of()
                : new TreeSet<>(
                        index.subMap(afterMillis, true, endMillis, false).keySet());
    }

    /** Applications seen in a pane, in a fixed order. */
    Iterable<String> applications(long paneStart) {
        return index.getOrDefault(paneStart, new TreeMap<>()).keySet();
    }

    /** Everything seen of an application in a pane, over all input partitions. */
    Tally total(String application, long paneStart) {
        Tally total = new Tally();
        for (int partition : index.getOrDefault(paneStart, new TreeMap<>()).getOrDefault(application, Set.of())) {
            total.merge(Objects.requireNonNull(parts.get(new PaneKey(application, paneStart, partition))));
        }
        return total;
    }

    /** Forgets parts, oldest panes first, up to the first pane none of whose parts is done. */
    void forget(Predicate<PaneKey> isDone) {
        for (Iterator<Long> starts = index.keySet().iterator(); starts.hasNext(); ) {
            long start = starts.next();
            boolean any = false;
            var applications = Objects.requireNonNull(index.get(start));
            for (var entry : applications.entrySet()) {
                any |= entry.getValue().removeIf(partition -> {
                    PaneKey key = new PaneKey(entry.getKey(), start, partition);
                    boolean done = isDone.test(key);
                    if (done) {
                        parts.delete(key);
                    }
                    return done;
                });
            }
            applications.values().removeIf(Set::isEmpty);
            if (applications.isEmpty()) {
                starts.remove();
            }
            if (!any) {
                return;
            }
        }
    }
}
