package io.riskmonitor.alert;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said to an alert: who, when and why travel with it from then on.
 *
 * @param commandId of the command that said it
 * @param at when it was given, by the clock of whoever gave it
 */
public record Answer(
        String commandId, String by, Instant at, @Nullable String reason) {}
