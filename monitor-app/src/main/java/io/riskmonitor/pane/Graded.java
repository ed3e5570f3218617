package io.riskmonitor.pane;

import io.riskmonitor.interaction.Outcome;
import java.time.Instant;

/**
 * One answer to a gold case was graded; told once, at once.
 *
 * @param at when it was answered
 */
public record Graded(String application, String caseId, Instant at, Outcome outcome) implements Report {}
