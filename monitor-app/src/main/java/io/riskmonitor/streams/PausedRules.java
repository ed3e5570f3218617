package io.riskmonitor.streams;

import io.riskmonitor.alert.AlertKey;
import io.riskmonitor.alert.Pause;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules that are paused: of each the pause that lasts longest, kept across restarts. */
final class PausedRules {

    static final String PAUSES = "pauses";

    private static final String ALL = "";

    private final ObjectStore<String, Pause> store;
    private final Map<String, Map<String, Pause>> byApplication = new HashMap<>();

    /** @param store command id to the pause that it began */
    PausedRules(ObjectStore<String, Pause> store) {
        this.store = store;
        store.forEachKey(id -> put(Objects.requireNonNull(store.get(id))));
    }

    /** Begins a pause, unless it has begun before, or one of the same rules lasts as long. */
    void begin(Pause pause) {
        Pause before = of(pause.application()).get(ruleOf(pause));
        if (before != null) {
            boolean repeat = before.said().commandId().equals(pause.said().commandId());
            if (repeat || !before.until().isBefore(pause.until())) {
                return;
            }
            store.delete(before.said().commandId());
        }
        store.changed(pause.said().commandId(), pause);
        put(pause);
    }

    /** Whether the rule of an alert is paused at this time of the clock. */
    boolean contains(AlertKey key, Instant now) {
        Map<String, Pause> pauses = of(key.application());
        return lasts(pauses.get(key.rule()), now) || lasts(pauses.get(ALL), now);
    }

    /** Forgets the pauses that are over. */
    void forget(Instant now) {
        for (Map<String, Pause> pauses : byApplication.values()) {
            pauses.values().removeIf(pause -> {
                boolean over = !lasts(pause, now);
                if (over) {
                    store.delete(pause.said().commandId());
                }
                return over;
            });
        }
        byApplication.values().removeIf(Map::isEmpty);
    }

    private void put(Pause pause) {
        byApplication
                .computeIfAbsent(pause.application(), application -> new HashMap<>())
                .put(ruleOf(pause), pause);
    }

    private Map<String, Pause> of(String application) {
        return byApplication.getOrDefault(application, Map.of());
    }

    private static String ruleOf(Pause pause) {
        return Objects.requireNonNullElse(pause.rule(), ALL);
    }

    private static boolean lasts(@Nullable Pause pause, Instant now) {
        return pause != null && pause.until().isAfter(now);
    }
}
