package io.riskmonitor.digest;

import io.riskmonitor.interaction.Source;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.Pairs;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.segment.Group;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one series of an application in one week: counts by group and release, and how far the evaluator agreed
 * with others. Bounded: a group and release more than {@value #MAX_CELLS} is left out, and how much that is is counted.
 */
public final class SeriesWeek {

    /** Groups and releases that are counted apart, at most. */
    static final int MAX_CELLS = 1_000;

    /** Versions of the evaluator that are named, at most. */
    private static final int MAX_VERSIONS = 20;

    /** All traffic first, and in a fixed order, so that the same events leave out the same. */
    static final Comparator<SliceKey> IN_ORDER = Comparator.comparing(SliceKey::group)
            .thenComparing(SliceKey::release, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final SortedMap<SliceKey, Counts> cells = new TreeMap<>(IN_ORDER);
    private final SortedSet<String> versions = new TreeSet<>();
    private final SortedMap<Source, Pairs> pairs = new TreeMap<>();
    private long verdictsLeftOut;

    /** Counts by group and release. */
    public SortedMap<SliceKey, Counts> cells() {
        return cells;
    }

    /** Versions of the evaluator that judged; empty for verdicts that name none. */
    public SortedSet<String> versions() {
        return versions;
    }

    /** What the evaluator said of what others have judged, too: reference to counts. */
    public SortedMap<Source, Pairs> pairs() {
        return pairs;
    }

    /** Verdicts in groups and releases that are not counted apart, once for each of these. */
    public long verdictsLeftOut() {
        return verdictsLeftOut;
    }

    /** Adds what is left out; for reading what is stored. */
    public void leaveOut(long verdicts) {
        verdictsLeftOut += verdicts;
    }

    void add(SliceKey key, @Nullable String version, Counts counts) {
        Counts known = cells.get(key);
        if (known == null && cells.size() >= MAX_CELLS) {
            verdictsLeftOut += counts.judged();
            return;
        }
        if (known == null) {
            known = new Counts();
            cells.put(key, known);
        }
        known.merge(counts);
        if (version != null && versions.size() < MAX_VERSIONS) {
            versions.add(version);
        }
    }

    void add(Source reference, Pairs more) {
        pairs.merge(reference, more, Pairs::plus);
    }

    /** Of one group, over all releases. */
    Counts of(Group group) {
        Counts sum = new Counts();
        cells.forEach((key, counts) -> {
            if (key.group().equals(group)) {
                sum.merge(counts);
            }
        });
        return sum;
    }

    /** Of one group and release. */
    Counts of(SliceKey key) {
        return cells.getOrDefault(key, new Counts());
    }
}
