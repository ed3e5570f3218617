package io.riskmonitor.bench;

/** What a contender counted. */
record Totals(long trials, long failures) {}
