package io.riskmonitor.wire;

import java.time.Instant;

/** One hour of event time of an application; {@code from} is its start. */
public record HourKey(String application, Instant from) {}
