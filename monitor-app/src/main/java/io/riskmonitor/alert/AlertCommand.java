package io.riskmonitor.alert;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person or a tool tells the monitor about alerts.
 *
 * @param alertId which one; null for silences and pauses, which name them by {@code matchers}
 * @param until end of a silence or a pause
 * @param awareAt of a serious incident; null for when it was said
 */
public record AlertCommand(
        String application,
        Kind kind,
        Answer said,
        @Nullable String alertId,
        Map<String, String> matchers,
        @Nullable Instant until,
        @Nullable Instant awareAt)
        implements Instruction {

    /** One that is about nothing but alerts. */
    public AlertCommand(
            String application,
            Kind kind,
            Answer said,
            @Nullable String alertId,
            Map<String, String> matchers,
            @Nullable Instant until) {
        this(application, kind, said, alertId, matchers, until, null);
    }

    /** Whether it concerns time limits rather than the alert. */
    public boolean isAboutDeadlines() {
        return kind == Kind.INCIDENT || kind == Kind.REPORTED;
    }

    /** What to do. */
    public enum Kind {
        ACKNOWLEDGE,
        CLOSE,
        SILENCE,
        /** The alert is a serious incident: time limits count from when somebody became aware of it. */
        INCIDENT,
        /** The serious incident was reported to whom it had to be. */
        REPORTED,
        PAUSE
    }
}
