package io.riskmonitor.wire;

/**
 * Names a verdict that waits for its interaction.
 *
 * @param expiresAt when waiting ends, in epoch milliseconds of event time
 */
public record EarlyVerdict(String interactionId, String verdictId, long expiresAt) {}
