package io.riskmonitor.pane;

/** What observers tell judges: cumulative tallies first, then how far they are. */
public sealed interface Report permits Snapshot, Watermark {}
