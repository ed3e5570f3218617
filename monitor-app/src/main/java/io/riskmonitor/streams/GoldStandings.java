package io.riskmonitor.streams;

import io.riskmonitor.gold.GoldStanding;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * How the applications that this instance judges stand to their gold sets; for whoever asks it.
 *
 * <p>Thread-safe.
 */
public final class GoldStandings {

    private final ConcurrentSkipListMap<String, GoldStanding> standings = new ConcurrentSkipListMap<>();

    void show(GoldStanding standing) {
        standings.put(standing.application(), standing);
    }

    void forget(Collection<String> applications) {
        standings.keySet().removeAll(applications);
    }

    /**
     * Of one application, or of all in alphabetical order.
     *
     * @param application null for all
     */
    public List<GoldStanding> of(@Nullable String application) {
        return standings.values().stream()
                .filter(standing -> application == null || application.equals(standing.application()))
                .toList();
    }
}
