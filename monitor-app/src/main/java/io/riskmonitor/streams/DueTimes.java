package io.riskmonitor.streams;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When event time must be for something to be said of an application; at most one time for each. */
final class DueTimes {

    /** One of them. */
    record Due(Instant at, String application) {}

    private static final Comparator<Due> IN_ORDER =
            Comparator.comparing(Due::at).thenComparing(Due::application);

    private final Map<String, Due> byApplication = new HashMap<>();
    private final TreeSet<Due> inOrder = new TreeSet<>(IN_ORDER);

    /** Replaces the time of an application, where it had one. */
    void set(String application, Optional<Instant> at) {
        @Nullable Due before = byApplication.remove(application);
        if (before != null) {
            inOrder.remove(before);
        }
        at.ifPresent(time -> {
            Due due = new Due(time, application);
            byApplication.put(application, due);
            inOrder.add(due);
        });
    }

    /** The first one, if it is over by then. */
    Optional<Due> firstUntil(long millis) {
        return inOrder.isEmpty() || inOrder.first().at().toEpochMilli() > millis
                ? Optional.empty()
                : Optional.of(inOrder.first());
    }
}
