package io.riskmonitor.wire;

import io.riskmonitor.digest.Week;
import io.riskmonitor.segment.Series;

/** Names what was seen of one series of one application in one week. */
public record WeekKey(String application, Week week, Series series) {}
