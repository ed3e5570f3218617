package io.riskmonitor.pane;

/**
 * Everything one input partition has seen of one application in one pane so far. Cumulative, so a repeat is harmless and
 * a newer one replaces an older one.
 *
 * @param inputPartition where it was seen
 * @param paneStart in epoch milliseconds
 */
public record Snapshot(String application, int inputPartition, long paneStart, Tally tally) implements Report {}
