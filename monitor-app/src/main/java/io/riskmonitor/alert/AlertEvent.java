package io.riskmonitor.alert;

import io.riskmonitor.rule.Finding;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One transition of one alert, with its proof.
 *
 * @param startedAt event time at which this episode began
 * @param at event time of this transition
 * @param finding the finding that proves it; the latest one where time alone moved the alert
 * @param summary one sentence a person can act on
 * @param parentAlertId the alert that explains this one, where it is suppressed
 * @param answers what was said to it
 * @param silence nobody is to be told of it for a while
 */
public record AlertEvent(
        String alertId,
        AlertKey key,
        AlertStatus status,
        Instant startedAt,
        Instant at,
        Finding finding,
        @Nullable String owner,
        @Nullable String runbook,
        String summary,
        @Nullable String parentAlertId,
        Answers answers,
        @Nullable Silence silence) {}
