package io.riskmonitor.wire;

/**
 * Names one tally.
 *
 * @param inputPartition where it was seen
 */
public record PaneKey(String application, long paneStart, int inputPartition) {}
