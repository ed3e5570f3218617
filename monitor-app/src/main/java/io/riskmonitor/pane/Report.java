package io.riskmonitor.pane;

/**
 * What observers tell judges: confirmed failures and their ends, graded answers and what people decided at once, cumulative
 * tallies now and then, and how far they are.
 */
public sealed interface Report permits Snapshot, Watermark, Confirmed, Withdrawn, Graded, Decided, Answered {}
