package io.riskmonitor.bench.faults;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A record and when its producer sends it, which may be later than it says. */
record Sent(Recorded record, long atMillis) {

    /** The records as they are sent; at the same time in the order in which they are given. */
    static List<Recorded> inOrder(Stream<Sent> sent) {
        return sent.sorted(Comparator.comparingLong(Sent::atMillis))
                .map(Sent::record)
                .toList();
    }
}
