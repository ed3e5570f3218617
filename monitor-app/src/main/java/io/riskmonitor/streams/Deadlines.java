package io.riskmonitor.streams;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Until when time must pass for the rules of an application to say something; at most one time for each. */
final class Deadlines {

    /** One of them. */
    record Deadline(Instant at, String application) {}

    private static final Comparator<Deadline> IN_ORDER =
            Comparator.comparing(Deadline::at).thenComparing(Deadline::application);

    private final Map<String, Deadline> byApplication = new HashMap<>();
    private final TreeSet<Deadline> inOrder = new TreeSet<>(IN_ORDER);

    /** Replaces the deadline of an application, where it had one. */
    void set(String application, Optional<Instant> at) {
        @Nullable Deadline before = byApplication.remove(application);
        if (before != null) {
            inOrder.remove(before);
        }
        at.ifPresent(time -> {
            Deadline deadline = new Deadline(time, application);
            byApplication.put(application, deadline);
            inOrder.add(deadline);
        });
    }

    /** The first one, if it is over by then. */
    Optional<Deadline> firstUntil(long millis) {
        return inOrder.isEmpty() || inOrder.first().at().toEpochMilli() > millis
                ? Optional.empty()
                : Optional.of(inOrder.first());
    }
}
