package io.riskmonitor.alert;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person or a tool tells the monitor about alerts.
 *
 * @param alertId which one; null for silences and pauses, which name them by {@code matchers}
 * @param until end of a silence or a pause
 */
public record AlertCommand(
        String application,
        Kind kind,
        Answer said,
        @Nullable String alertId,
        Map<String, String> matchers,
        @Nullable Instant until) {

    /** What to do. */
    public enum Kind {
        ACKNOWLEDGE,
        CLOSE,
        SILENCE,
        PAUSE
    }
}
