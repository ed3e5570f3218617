package io.riskmonitor.review;

import java.util.Collection;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * A few of many interactions: those with the smallest hashes of their ids. Each has the same chance, however many there are,
 * whenever they come and however often.
 *
 * <p>Bottom-k sampling: E. Cohen and H. Kaplan (2007), "Summarizing data using bottom-k sketches", PODC.
 */
public final class FairSample {

    /** Interactions in a sample, at most. */
    public static final int SIZE = 3;

    private static final Comparator<String> BY_HASH =
            Comparator.comparingLong(FairSample::hash).thenComparing(Comparator.naturalOrder());

    private final TreeSet<String> ids = new TreeSet<>(BY_HASH);

    /** Offers one; whether the sample has changed. */
    public boolean offer(String interactionId) {
        if (!ids.add(interactionId)) {
            return false;
        }
        return ids.size() <= SIZE || !interactionId.equals(ids.pollLast());
    }

    /** In the order of their hashes. */
    public Collection<String> ids() {
        return ids;
    }

    /** FNV-1a over the characters, then the finalizer of MurmurHash3, so that every bit counts. */
    private static long hash(String id) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
