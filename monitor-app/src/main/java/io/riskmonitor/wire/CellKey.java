package io.riskmonitor.wire;

import io.riskmonitor.segment.Cell;

/** Names one cell of one application. */
public record CellKey(String application, Cell cell) {}
