package io.riskmonitor.pane;

import org.jspecify.annotations.Nullable;

/**
 * Who knows the interaction that somebody decided about has heard of it.
 *
 * @param commandId of the decision
 * @param problem why nothing came of it; null where all is well
 */
public record Answered(
        String application, String commandId, @Nullable String problem) implements Report {}
