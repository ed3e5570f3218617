package io.riskmonitor.wire;

/** Where a record was received. */
public record Origin(String topic, int partition, long offset) {}
